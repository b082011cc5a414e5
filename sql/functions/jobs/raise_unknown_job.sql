-- There is no such job; or the caller's snapshot cannot show it, because it was copied out of a partition since. The
-- record of the partition, as that snapshot has it, then names a table that is not there any more.
create function headgate_private.raise_unknown_job(p_job_id bigint)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select from headgate_private.ledger_partition p
    where p.from_id <= p_job_id and p.to_id > p_job_id
      and p.relation is distinct from pg_catalog.to_regclass('headgate_private.job_queue_' || p.number)
  ) then
    perform headgate_private.raise_old_snapshot();
  end if;
  perform headgate_private.raise('JQ101', pg_catalog.format('there is no job %s', p_job_id),
    pg_catalog.jsonb_build_object('job_id', p_job_id::text));
end
$$;

comment on function headgate_private.raise_unknown_job(bigint) is 'Raises JQ101 unknown_job, or 40001 where the snapshot is too old to tell.';
