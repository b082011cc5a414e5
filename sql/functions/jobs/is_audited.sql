-- Whether a job may be completed under a lease as far as its type requires an audit. Transitions carry to_state,
-- events of log_audit_event do not.
create function headgate_private.is_audited(p_job_id bigint, p_lease_token uuid)
returns boolean
language sql
stable
as $$
  select not t.requires_audit or exists (
    select from headgate_private.audit_log a
    where a.job_id = p_job_id and a.lease_token = p_lease_token and a.to_state is null
  )
  from headgate_private.job_queue j
  join headgate_private.job_type t on t.job_type = j.job_type
  where j.job_id = p_job_id
$$;

comment on function headgate_private.is_audited(bigint, uuid) is 'Whether the audit that a job type requires has been logged under the lease.';
