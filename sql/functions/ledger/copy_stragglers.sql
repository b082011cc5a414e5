-- False: somebody else is changing one of them.
-- Locks: the jobs (skipping locked).
create function headgate_private.copy_stragglers(p_partition headgate_private.ledger_partition)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_held bigint;
begin
  if p_partition.stragglers = '{}' then
    return true;
  end if;
  select pg_catalog.count(*) into v_held
  from (
    select j.job_id from headgate_private.job_queue j
    where j.job_id = any (p_partition.stragglers) and j.job_id >= p_partition.from_id and j.job_id < p_partition.to_id
    for update skip locked
  ) h;
  if v_held < pg_catalog.cardinality(p_partition.stragglers) then
    return false;
  end if;
  perform headgate_private.make_partition_table('job_queue_rest');
  execute 'insert into headgate_private.job_queue_rest select j.* from headgate_private.job_queue j
    where j.job_id = any ($1) and j.job_id >= $2 and j.job_id < $3'
  using p_partition.stragglers, p_partition.from_id, p_partition.to_id;
  return true;
end
$$;

comment on function headgate_private.copy_stragglers(headgate_private.ledger_partition) is 'Copies the jobs of a partition that must stay into the table job_queue_rest.';
