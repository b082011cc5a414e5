-- Makes those of a run of partitions that are missing. `create table … partition of` would lock the ledger against
-- everybody; attaching a table that is ready made does not.
-- Locks: ledger_partition (the table, against writers), then job_queue (share update exclusive), each for a moment
--        at most; raises lock_not_available beyond it.
create function headgate_private.add_partitions(p_first integer, p_last integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '100ms'
as $$
declare
  v_span bigint := headgate_private.ledger_span();
  v_made integer := 0;
begin
  lock table headgate_private.ledger_partition in exclusive mode;
  for v_number in p_first .. p_last loop
    continue when pg_catalog.to_regclass('headgate_private.job_queue_' || v_number) is not null;
    perform headgate_private.make_partition_table('job_queue_' || v_number);
    perform headgate_private.attach_partition(v_number, v_number * v_span, (v_number + 1) * v_span);
    insert into headgate_private.ledger_partition (number, relation, from_id, to_id)
    values (v_number, ('headgate_private.job_queue_' || v_number)::regclass, v_number * v_span, (v_number + 1) * v_span);
    v_made := v_made + 1;
  end loop;
  return v_made;
end
$$;

comment on function headgate_private.add_partitions(integer, integer) is 'Makes missing partitions of the ledger; returns how many.';
