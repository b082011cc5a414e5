-- Notes that somebody listens and waits for jobs of these types: whoever puts one in line is to say so. Lanes that
-- are paused or have jobs in line are left out: nobody need be told of what cannot start.
-- A transaction that has put a job in line but looked before this one commits says nothing: look again, soon and
-- now and then.
-- Effect: wake_mark: one row a lane for which nobody has waited since it was last told.
create function headgate_private.want_wake(p_job_types text[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into headgate_private.wake_mark (lane)
  select t.lane
  from headgate_private.job_type t
  where t.job_type = any (p_job_types)
    and t.paused_at is null
    and (
      select m.told_by is null from headgate_private.wake_mark m where m.lane = t.lane order by m.mark_id desc limit 1
    ) is not true
    and not exists (select from headgate_private.open_lines(array[t.job_type], headgate_private.clock()));
end
$$;

comment on function headgate_private.want_wake(text[]) is 'Asks to be told of jobs of these types.';
