create function headgate_private.apply_job_type_settings(p_type headgate_private.job_type, p_settings jsonb)
returns headgate_private.job_type
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
begin
  if p_settings ->> 'endpoint' is not null then
    v_endpoint := headgate_private.find_endpoint(p_settings ->> 'provider', p_settings ->> 'endpoint', coalesce(p_settings ->> 'scope', ''));
    p_type.endpoint_id := v_endpoint.endpoint_id;
  end if;
  p_type.default_priority := coalesce((p_settings ->> 'default_priority')::smallint, p_type.default_priority);
  p_type.max_attempts := coalesce((p_settings ->> 'max_attempts')::integer, p_type.max_attempts);
  p_type.lease_seconds := nullif(coalesce((p_settings ->> 'lease_seconds')::integer, p_type.lease_seconds), -1);
  p_type.max_run_seconds := nullif(coalesce((p_settings ->> 'max_run_seconds')::integer, p_type.max_run_seconds), -1);
  p_type.deadline_seconds := nullif(coalesce((p_settings ->> 'deadline_seconds')::integer, p_type.deadline_seconds), -1);
  p_type.on_crash := coalesce(p_settings ->> 'on_crash', p_type.on_crash);
  p_type.crash_counts := coalesce((p_settings ->> 'crash_counts')::boolean, p_type.crash_counts);
  p_type.backoff := coalesce(p_settings ->> 'backoff', p_type.backoff);
  p_type.backoff_base_seconds := coalesce((p_settings ->> 'backoff_base_seconds')::numeric, p_type.backoff_base_seconds);
  p_type.backoff_cap_seconds := coalesce((p_settings ->> 'backoff_cap_seconds')::numeric, p_type.backoff_cap_seconds);
  p_type.max_payload_bytes := nullif(coalesce((p_settings ->> 'max_payload_bytes')::integer, p_type.max_payload_bytes), -1);
  p_type := headgate_private.apply_job_estimate(p_type, p_settings);
  p_type.requires_audit := coalesce((p_settings ->> 'requires_audit')::boolean, p_type.requires_audit);
  p_type.key_concurrency := coalesce((p_settings ->> 'key_concurrency')::integer, p_type.key_concurrency);
  p_type.key_order := coalesce(p_settings ->> 'key_order', p_type.key_order);
  perform headgate_private.require(p_type.key_order = 'any' or p_type.key_concurrency = 1, 'p_key_concurrency', 'must be 1 with key_order fifo');
  p_type.description := coalesce(p_settings ->> 'description', p_type.description);
  return p_type;
end
$$;

comment on function headgate_private.apply_job_type_settings(headgate_private.job_type, jsonb) is 'A job type with some settings changed.';
