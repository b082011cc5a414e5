-- What was set is written; where it stands is kept, unless its times have changed. Unchanged: nothing is written.
-- Locks: job_schedule.
create function headgate_private.store_schedule(p_new headgate_private.job_schedule, out o_created boolean, out o_changed boolean, out o_next_at timestamptz)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_old headgate_private.job_schedule;
begin
  loop
    insert into headgate_private.job_schedule select p_new.* on conflict (name) do nothing;
    o_created := found;
    exit when o_created;
    select s.* into v_old from headgate_private.job_schedule s where s.name = p_new.name for update;
    exit when v_old.name is not null;
  end loop;
  o_changed := (v_old.job_type, v_old.cron, v_old.time_zone, v_old.payload, v_old.metadata, v_old.priority, v_old.estimated_tokens, v_old.catch_up)
    is distinct from (p_new.job_type, p_new.cron, p_new.time_zone, p_new.payload, p_new.metadata, p_new.priority, p_new.estimated_tokens, p_new.catch_up);
  if (v_old.cron, v_old.time_zone) = (p_new.cron, p_new.time_zone) then
    p_new.next_at := v_old.next_at;
  end if;
  o_next_at := p_new.next_at;
  if o_changed and not o_created then
    update headgate_private.job_schedule s
    set job_type = p_new.job_type, cron = p_new.cron, time_zone = p_new.time_zone, payload = p_new.payload,
      metadata = p_new.metadata, priority = p_new.priority, estimated_tokens = p_new.estimated_tokens,
      catch_up = p_new.catch_up, next_at = p_new.next_at, try_at = p_new.next_at, last_error = null,
      updated_at = p_new.updated_at, updated_by = p_new.updated_by
    where s.name = p_new.name;
  end if;
  if o_changed then
    perform headgate_private.note('schedule_set', pg_catalog.jsonb_build_object('name', p_new.name,
      'after', pg_catalog.to_jsonb(p_new), 'before', pg_catalog.to_jsonb(v_old)));
  end if;
end
$$;

comment on function headgate_private.store_schedule(headgate_private.job_schedule) is 'Inserts a schedule or changes it.';
