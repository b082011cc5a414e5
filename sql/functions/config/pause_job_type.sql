-- Effect: claims skip the type from now on; what runs goes on. One audit row if anything changed.
-- Locks:  job_type.
create function headgate.pause_job_type(p_job_type text, p_reason text default null)
returns table (job_type headgate.nn_text, paused headgate.nn_boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  perform headgate_private.get_job_type(p_job_type);
  if p_reason is not null then
    perform headgate_private.require_reason(p_reason);
  end if;
  update headgate_private.job_type t
  set paused_at = headgate_private.clock(), paused_reason = p_reason
  where t.job_type = p_job_type and t.paused_at is null;
  if found then
    perform headgate_private.note('job_type_paused',
      pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('job_type', p_job_type, 'reason', p_reason)));
  end if;
  return query select p_job_type::headgate.nn_text, true::headgate.nn_boolean;
end
$$;

comment on function headgate.pause_job_type(text, text) is
'Stops giving out jobs of a type. They can still be enqueued; what runs goes on.
@param p_job_type A registered job type.
@param p_reason Why, 1 to 1000 characters.
@returns one row: the type, paused.
@errors JQ001 JQ002
@since 0.1';
