-- Tells the ledger that the ready rows of these jobs are now rows of this transaction.
-- Locks: job_queue, of jobs whose ready rows the caller holds.
create function headgate_private.note_places(p_job_ids bigint[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
  update headgate_private.job_queue j
  set ready_xid = pg_catalog.pg_current_xact_id()
  from pg_catalog.unnest(p_job_ids) as i (job_id)
  where j.job_id = i.job_id;
end
$$;

comment on function headgate_private.note_places(bigint[]) is 'Notes in the ledger where jobs stand in line, which is with this transaction.';
