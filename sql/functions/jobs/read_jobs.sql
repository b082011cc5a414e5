-- By their index alone, whatever statistics say: see complete_held.
create function headgate_private.read_jobs(p_job_ids bigint[])
returns headgate_private.job_queue[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
  v_ids bigint[] := array(select i from pg_catalog.unnest(p_job_ids) i order by 1);
begin
  return array(
    select j
    from headgate_private.job_queue j
    where j.job_id = any (v_ids) and j.job_id between v_ids[1] and v_ids[pg_catalog.cardinality(v_ids)]
  );
end
$$;

comment on function headgate_private.read_jobs(bigint[]) is 'Rows of the ledger.';
