-- Makes sure that there are partitions for job ids that were drawn, and the one after them. While somebody else is
-- at it: is there one for these ids, nothing is waited for; is there none, he is waited for, and if he gives up it
-- is made here.
-- Locks:  ledger_partition (the table, against writers), job_queue (share update exclusive).
-- Errors: JQ107 ledger_busy.
create function headgate_private.extend_ledger(p_first_id bigint, p_last_id bigint)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_first integer := p_first_id / headgate_private.ledger_span();
  v_last integer := p_last_id / headgate_private.ledger_span();
  v_reading boolean := false;
begin
  for v_try in 1 .. 100 loop
    begin
      return headgate_private.add_partitions(v_first, v_last + 1);
    exception
      when lock_not_available or deadlock_detected then
        null;
      when object_in_use then
        v_reading := true;
    end;
    if pg_catalog.to_regclass('headgate_private.job_queue_' || v_first) is not null
      and pg_catalog.to_regclass('headgate_private.job_queue_' || v_last) is not null
    then
      return 0;
    end if;
    exit when v_reading;
  end loop;
  perform headgate_private.raise('JQ107', case
    when v_reading then 'the statement that enqueues reads the ledger, which cannot grow meanwhile'
    else 'the transaction that makes room in the ledger is not over'
  end);
  return 0;
end
$$;

comment on function headgate_private.extend_ledger(bigint, bigint) is 'Makes sure of partitions for job ids and ahead of them; returns how many it made.';
