-- As keep_reservation, for several that were granted at once. Returns their ids, in the order given.
create function headgate_private.keep_reservations(
  p_requests headgate_private.reservation[],
  p_at timestamptz,
  p_expires_at timestamptz
)
returns bigint[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_actor text := headgate_private.actor();
  v_ids bigint[] := array(
    select pg_catalog.nextval('headgate_private.reservation_reservation_id_seq'::regclass)
    from pg_catalog.generate_series(1, pg_catalog.cardinality(p_requests))
  );
begin
  insert into headgate_private.reservation (
    reservation_id, endpoint_id, requests, tokens, granted_at, expires_at, actor, correlation_id, input_tokens, output_tokens, cost,
    places, job_type, charges
  )
  overriding system value
  select v_ids[r.place], r.endpoint_id, r.requests, r.tokens, p_at, p_expires_at, v_actor, r.correlation_id, r.input_tokens,
    r.output_tokens, r.cost, r.places, r.job_type, r.charges
  from pg_catalog.unnest(p_requests) with ordinality as r (reservation_id, endpoint_id, requests, tokens, granted_at, expires_at, actor,
    correlation_id, input_tokens, output_tokens, cost, places, starts_at, worker, lease_token, job_type, charges, slot, turn, place);
  return v_ids;
end
$$;

comment on function headgate_private.keep_reservations(headgate_private.reservation[], timestamptz, timestamptz) is 'Notes who holds capacity that was taken for several requests.';
