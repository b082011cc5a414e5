-- Whether half a partition, or more, lies ahead of a job id; then the one it belongs to is there as well. Asks the
-- catalog, which knows of a partition at the very moment others can write to it, whatever snapshot the caller has.
create function headgate_private.ledger_reaches(p_job_id bigint)
returns boolean
language sql
stable
as $$
  select pg_catalog.to_regclass(
    'headgate_private.job_queue_' || (p_job_id + headgate_private.ledger_span() / 2) / headgate_private.ledger_span()
  ) is not null
$$;

comment on function headgate_private.ledger_reaches(bigint) is 'Whether the ledger has room for a job id, and ahead of it.';
