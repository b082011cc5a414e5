-- Reads every lease there is: there are only as many as claims at work, and only calls about one running job ask.
create function headgate_private.lease_of(p_job_id bigint)
returns uuid
language sql
stable
as $$
  select l.lease_token from headgate_private.lease l where p_job_id = any (l.job_ids) limit 1
$$;

comment on function headgate_private.lease_of(bigint) is 'Token of the lease that names a job; null: it does not run.';
