create function headgate_private.store_job_type(p_type headgate_private.job_type, p_now timestamptz)
returns void
language sql
as $$
  update headgate_private.job_type t
  set endpoint_id = p_type.endpoint_id, default_priority = p_type.default_priority, max_attempts = p_type.max_attempts,
    lease_seconds = p_type.lease_seconds, max_run_seconds = p_type.max_run_seconds,
    deadline_seconds = p_type.deadline_seconds, on_crash = p_type.on_crash, crash_counts = p_type.crash_counts,
    backoff = p_type.backoff, backoff_base_seconds = p_type.backoff_base_seconds,
    backoff_cap_seconds = p_type.backoff_cap_seconds, max_payload_bytes = p_type.max_payload_bytes,
    estimated_tokens = p_type.estimated_tokens, input_tokens = p_type.input_tokens, output_tokens = p_type.output_tokens,
    cost = p_type.cost, requires_audit = p_type.requires_audit,
    key_concurrency = p_type.key_concurrency, key_order = p_type.key_order,
    description = p_type.description, origin = p_type.origin, updated_at = p_now, updated_by = headgate_private.actor()
  where t.job_type = p_type.job_type
$$;

comment on function headgate_private.store_job_type(headgate_private.job_type, timestamptz) is 'Writes back a job type.';
