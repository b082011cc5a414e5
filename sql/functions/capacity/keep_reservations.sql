create function headgate_private.keep_reservations(
  p_requests headgate_private.reservation[],
  p_at timestamptz,
  p_ttl_seconds integer
)
returns headgate_private.reservation[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_expires_at timestamptz := p_at
    + coalesce(p_ttl_seconds, headgate_private.setting_number('reservation_ttl_seconds')) * interval '1 second';
  v_actor text := headgate_private.actor();
begin
  for v_number in 1 .. pg_catalog.cardinality(p_requests) loop
    p_requests[v_number].reservation_id := pg_catalog.nextval('headgate_private.reservation_reservation_id_seq'::regclass);
    p_requests[v_number].expires_at := v_expires_at;
  end loop;
  insert into headgate_private.reservation (
    reservation_id, endpoint_id, requests, tokens, granted_at, expires_at, actor, correlation_id, input_tokens, output_tokens, cost,
    places, job_type, charges
  )
  overriding system value
  select r.reservation_id, r.endpoint_id, r.requests, r.tokens, p_at, v_expires_at, v_actor, r.correlation_id, r.input_tokens,
    r.output_tokens, r.cost, r.places, r.job_type, r.charges
  from pg_catalog.unnest(p_requests) r;
  return p_requests;
end
$$;

comment on function headgate_private.keep_reservations(headgate_private.reservation[], timestamptz, integer) is 'As keep_reservation, for several that were granted at once.';
