-- Keeps a partition ahead, and goes over to it in time. Whoever draws an id holds a lock on the sequence until his
-- transaction is over: those who do when a partition is closed are noted, and only they can still write to it.
-- Effect: the sequence moved; ledger_partition; a partition made.
-- Locks:  ledger_partition (the table, against writers; never waiting), job_queue (share update exclusive).
create function headgate_private.turn_ledger()
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_at record;
begin
  select a.* into v_at from headgate_private.ledger_position(v_now) a;
  if not v_at.due or not headgate_private.lock_ledger() then
    return 0;
  end if;
  select a.* into v_at from headgate_private.ledger_position(v_now) a;
  if v_at.turns then
    v_at.number := v_at.number + 1;
    v_at.job_id := v_at.number * headgate_private.ledger_span();
    perform pg_catalog.setval('headgate_private.job_queue_job_id_seq'::regclass, v_at.job_id, false);
  end if;
  update headgate_private.ledger_partition p
  set closed_at = coalesce((
      select j.created_at from headgate_private.job_queue j
      where j.job_id >= p.from_id and j.job_id < p.to_id
      order by j.job_id desc
      limit 1
    ), v_now),
    writers = array(select w.id from headgate_private.ledger_writers() w)
  where p.number < v_at.number and p.closed_at is null;
  update headgate_private.ledger_partition p set opened_at = v_now where p.number = v_at.number and p.opened_at is null;
  return headgate_private.extend_ledger(v_at.job_id, v_at.job_id);
end
$$;

comment on function headgate_private.turn_ledger() is 'Goes over to the next partition of the ledger when it is time, and makes the one after; returns how many it made.';
