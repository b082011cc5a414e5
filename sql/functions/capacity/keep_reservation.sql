create function headgate_private.keep_reservation(
  p_request headgate_private.reservation,
  p_at timestamptz,
  p_ttl_seconds integer
)
returns headgate_private.reservation
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  p_request.granted_at := p_at;
  p_request.expires_at := p_at
    + coalesce(p_ttl_seconds, headgate_private.setting_number('reservation_ttl_seconds')) * interval '1 second';
  insert into headgate_private.reservation (
    endpoint_id, requests, tokens, granted_at, expires_at, actor, correlation_id, input_tokens, output_tokens, cost, places,
    starts_at, worker, lease_token, job_type, charges
  ) values (
    p_request.endpoint_id, p_request.requests, p_request.tokens, p_at, p_request.expires_at, headgate_private.actor(),
    p_request.correlation_id, p_request.input_tokens, p_request.output_tokens, p_request.cost, p_request.places,
    p_request.starts_at, p_request.worker, p_request.lease_token, p_request.job_type, p_request.charges
  )
  returning reservation_id into p_request.reservation_id;
  return p_request;
end
$$;

comment on function headgate_private.keep_reservation(headgate_private.reservation, timestamptz, integer) is 'Notes who holds capacity that was taken, and until when.';
