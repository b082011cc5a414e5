-- At most 60 occurrences, in equal shares: each is a subtransaction, and a transaction with more than 64 of them
-- slows every snapshot down. What is left is due in the next tick.
-- Effect: for each occurrence what enqueue does; job_schedule moves on.
-- Locks:  job_schedule (skipping locked) → idempotency.
create function headgate_private.fire_schedules(p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_most integer := least(p_limit, 60);
  v_due headgate_private.job_schedule[];
  v_schedule headgate_private.job_schedule;
  v_before bigint;
  v_made bigint := 0;
begin
  v_due := array(
    select s from headgate_private.job_schedule s
    where s.paused_at is null and s.try_at <= v_now
    order by s.try_at
    limit v_most
    for update skip locked
  );
  foreach v_schedule in array v_due loop
    v_before := v_schedule.jobs_made;
    for i in 1 .. v_most / pg_catalog.cardinality(v_due) loop
      v_schedule := headgate_private.fire_schedule(v_schedule, v_now);
      exit when v_schedule.try_at > v_now or v_schedule.paused_at is not null;
    end loop;
    update headgate_private.job_schedule s
    set next_at = v_schedule.next_at, try_at = v_schedule.try_at, last_at = v_schedule.last_at,
      last_job_id = v_schedule.last_job_id, jobs_made = v_schedule.jobs_made, last_error = v_schedule.last_error,
      paused_at = v_schedule.paused_at, paused_reason = v_schedule.paused_reason
    where s.name = v_schedule.name;
    v_made := v_made + v_schedule.jobs_made - v_before;
  end loop;
  return v_made;
end
$$;

comment on function headgate_private.fire_schedules(integer) is 'Enqueues due occurrences of schedules; returns how many jobs it made.';
