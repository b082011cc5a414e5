-- Drops a partition that has been judged. Its stragglers go into a new one in its place, together with those of the
-- partition before it if they are few. They are copied while only they are locked; the ledger is locked while tables
-- change places, and waited for no longer than a moment. Returns what was in the way; null: nothing.
-- Locks: the partitions (against vacuum, never waiting), the jobs that stay (skipping locked), then job_queue
--        (access exclusive). Raises lock_not_available when somebody is in the way of a table.
create function headgate_private.retire_partition(p_partition headgate_private.ledger_partition, p_now timestamptz)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '100ms'
as $$
declare
  v_numbers integer[] := array[p_partition.number];
  v_number integer;
  v_before headgate_private.ledger_partition;
begin
  select b.* into v_before from headgate_private.ledger_partition b
  where b.number < p_partition.number
  order by b.number desc
  limit 1;
  if p_partition.stragglers <> '{}'
    and v_before.jobs + pg_catalog.cardinality(p_partition.stragglers) <= headgate_private.most_stragglers()
  then
    v_numbers := v_numbers || v_before.number;
    p_partition.from_id := v_before.from_id;
    p_partition.stragglers := p_partition.stragglers || array(
      select j.job_id from headgate_private.job_queue j where j.job_id >= v_before.from_id and j.job_id < v_before.to_id
    );
  end if;
  foreach v_number in array v_numbers loop
    execute pg_catalog.format('lock table only headgate_private.job_queue_%s in share update exclusive mode nowait', v_number);
  end loop;
  if not headgate_private.copy_stragglers(p_partition) then
    return 'a job that must stay is being changed';
  end if;

  lock table only headgate_private.job_queue in access exclusive mode;
  foreach v_number in array v_numbers loop
    execute pg_catalog.format('drop table headgate_private.job_queue_%s', v_number);
  end loop;
  delete from headgate_private.ledger_partition p where p.number = any (v_numbers);
  if p_partition.stragglers <> '{}' then
    perform headgate_private.attach_rest(p_partition, p_now);
  end if;
  perform headgate_private.note('partition_retired', pg_catalog.jsonb_build_object(
    'tables', (select pg_catalog.jsonb_agg('job_queue_' || n.number) from pg_catalog.unnest(v_numbers) as n (number)),
    'from_id', p_partition.from_id::text, 'to_id', p_partition.to_id::text,
    'stragglers', pg_catalog.cardinality(p_partition.stragglers),
    'completed_before', p_partition.completed_before, 'dead_before', p_partition.dead_before));
  return null;
end
$$;

comment on function headgate_private.retire_partition(headgate_private.ledger_partition, timestamptz) is 'Drops a partition of the ledger, all but its stragglers; returns what was in the way.';
