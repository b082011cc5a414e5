-- Comes a step further with the oldest partition whose jobs are past their retention: judges p_limit jobs of it, and
-- drops it once all are judged. Whatever is in the way is noted for health, and nothing has happened; the queue must
-- go on, so no error stops the tick. Under a snapshot that may be older than the last commit into the partition
-- nothing can be judged: only read committed retires.
-- Effect: a partition dropped and one audit row, or none; dead letters forgotten; ledger_partition.
-- Locks:  ledger_partition (the table, against writers; never waiting), dead_letter (skipping locked), and those of
--         retire_partition.
create function headgate_private.retire_ledger(p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_partition headgate_private.ledger_partition := headgate_private.next_to_retire(v_now);
begin
  if v_partition.number is null or pg_catalog.current_setting('transaction_isolation') <> 'read committed'
    or not headgate_private.lock_ledger()
  then
    return 0;
  end if;
  v_partition := headgate_private.next_to_retire(v_now);
  if v_partition.number is null then
    return 0;
  end if;
  v_partition := headgate_private.judge_partition(v_partition, p_limit, v_now);
  if v_partition.judged_to = v_partition.from_id then
    begin
      v_partition.obstacle := headgate_private.retire_partition(v_partition, v_now);
      if v_partition.obstacle is null then
        return 1;
      end if;
    exception
      when others then
        v_partition.obstacle := sqlerrm;
    end;
    v_partition.look_at := v_now + interval '1 minute';
  end if;
  update headgate_private.ledger_partition p
  set look_at = v_partition.look_at, obstacle = v_partition.obstacle, judged_to = v_partition.judged_to,
    completed_before = v_partition.completed_before, dead_before = v_partition.dead_before,
    stragglers = v_partition.stragglers
  where p.number = v_partition.number;
  return 0;
end
$$;

comment on function headgate_private.retire_ledger(integer) is 'Drops the oldest partition of the ledger if all its jobs are past their retention; returns how many it dropped.';
