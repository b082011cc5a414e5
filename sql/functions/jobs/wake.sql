-- Tells those who wait for jobs of these lanes, if anybody does, that some have come into line. They are told when
-- the caller's transaction commits, and not at all if it does not.
-- NOTIFY makes commits wait for one another. So of those who put jobs in line within the same 50 milliseconds, one
-- tells, and until it has committed the others do not: whoever is told looks again a few milliseconds later. The lock
-- is of these 50 milliseconds alone: a transaction that goes on for long silences no later one.
-- Effect: wake_mark: one row a lane that is told; a notification on the channel headgate, with its job type.
-- Locks:  an advisory lock a lane that is told, if nobody has it.
create function headgate_private.wake(p_lanes integer[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_lane integer;
  v_is_wanted boolean;
begin
  foreach v_lane in array p_lanes loop
    select m.told_by is null into v_is_wanted
    from headgate_private.wake_mark m
    where m.lane = v_lane
    order by m.mark_id desc
    limit 1;
    continue when v_is_wanted is not true;
    -- Once a transaction is enough: the rest of a long one must not gather locks.
    continue when exists (
      select from headgate_private.wake_mark m where m.lane = v_lane and m.told_by = pg_catalog.pg_current_xact_id()
    );
    continue when not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(pg_catalog.format(
      'headgate.wake %s %s', v_lane, pg_catalog.floor(extract(epoch from headgate_private.clock()) * 20)), 0));
    insert into headgate_private.wake_mark (lane, told_by) values (v_lane, pg_catalog.pg_current_xact_id());
    perform pg_catalog.pg_notify('headgate', t.job_type) from headgate_private.job_type t where t.lane = v_lane;
  end loop;
end
$$;

comment on function headgate_private.wake(integer[]) is 'Wakes the workers that wait for jobs of these lanes.';
