create function headgate_private.limits_of(p_endpoint headgate_private.api_rate_limits)
returns jsonb
language sql
immutable
as $$
  select pg_catalog.to_jsonb(p_endpoint) - array['endpoint_id', 'provider', 'endpoint', 'scope', 'slot', 'ring_started_at', 'request_slots',
    'token_slots', 'requests_taken', 'tokens_taken', 'in_flight', 'blocked_until', 'origin', 'updated_at', 'updated_by', 'endpoint_ids',
    'meters', 'hold_seconds', 'booked_slot', 'waiting_lane', 'waiting_tokens', 'waiting_until',
    'waiting_input_tokens', 'waiting_output_tokens']
$$;

comment on function headgate_private.limits_of(headgate_private.api_rate_limits) is 'The limits of an endpoint as JSON, for the audit trail.';
