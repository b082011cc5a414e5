-- A job that is reported a second time must still be there, and a dead letter at least as long as one completed.
create function headgate_private.require_retention_fits()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_completed numeric := headgate_private.setting_number('completed_retention_days');
  v_dead numeric := headgate_private.setting_number('dead_letter_retention_days');
  v_longest record;
begin
  select r.whose, r.seconds into v_longest
  from (
    select 'the setting ' || c.key as whose, c.value::numeric as seconds
    from headgate_private.system_configuration c
    where c.key in ('timeout_seconds', 'max_run_seconds')
    union all
    select 'the job type ' || t.job_type, greatest(t.lease_seconds, t.max_run_seconds) from headgate_private.job_type t
  ) r
  order by r.seconds desc nulls last
  limit 1;
  if v_longest.seconds > v_completed * 86400 then
    perform headgate_private.raise('JQ303', pg_catalog.format(
        'completed_retention_days (%s) must not be less than a lease or run may last: %s allows %s seconds',
        v_completed, v_longest.whose, v_longest.seconds),
      pg_catalog.jsonb_build_object('completed_retention_days', v_completed, 'whose', v_longest.whose, 'seconds', v_longest.seconds));
  end if;
  if v_dead < v_completed then
    perform headgate_private.raise('JQ303', pg_catalog.format(
        'dead_letter_retention_days (%s) must not be less than completed_retention_days (%s)', v_dead, v_completed),
      pg_catalog.jsonb_build_object('completed_retention_days', v_completed, 'dead_letter_retention_days', v_dead));
  end if;
end
$$;

comment on function headgate_private.require_retention_fits() is 'Raises JQ303 settings_disagree where jobs would be dropped too early.';
