create function headgate_private.record_transition(
  p_job headgate_private.job_queue,
  p_from headgate.job_state,
  p_action text,
  p_lease_token uuid,
  p_details jsonb,
  p_now timestamptz
)
returns void
language sql
as $$
  insert into headgate_private.audit_log (
    logged_at, job_ids, lease_token, attempt, from_state, to_state, action, actor, worker, correlation_id, details
  )
  values (
    p_now, array[p_job.job_id], p_lease_token, p_job.attempt, p_from, p_job.state, p_action, headgate_private.actor(),
    case when p_from = 'running' then p_job.worker end, p_job.correlation_id, p_details
  )
$$;

comment on function headgate_private.record_transition(headgate_private.job_queue, headgate.job_state, text, uuid, jsonb, timestamptz) is 'Writes the audit row of a transition that has just been made.';
