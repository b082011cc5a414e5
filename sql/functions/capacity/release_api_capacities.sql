-- As release_api_capacity, for many reservations in one transaction.
-- Effect: as there; each endpoint is written once, as far as its reservations are plain.
-- Locks:  reservation; then the endpoints of all of them, in key order; then reservation_settled, of those that are late.
create function headgate.release_api_capacities(p_releases jsonb)
returns table (
  element headgate.nn_integer,
  reservation_id headgate.nn_reservation_id,
  outcome headgate.nn_text,
  charged_tokens headgate.nn_bigint,
  charged_requests headgate.nn_integer
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
  select r.element::headgate.nn_integer, r.reservation_id::headgate.nn_reservation_id, r.outcome::headgate.nn_text,
    r.charged_tokens::headgate.nn_bigint, r.charged_requests::headgate.nn_integer
  from headgate_private.release_many(headgate_private.parse_releases(p_releases)) r
  order by r.element;
end
$$;

comment on function headgate.release_api_capacities(jsonb) is
'Settles many reservations at once, each with what its call really cost: all of them or, if one is bad, none.

Errors carry the reservation, or the position of a bad element in detail.element, counted from 0.
@param p_releases An array of up to max_batch_size (a setting) objects with the keys reservation_id (needed), actual_tokens, actual_requests, actual_input_tokens, actual_output_tokens and actual_cost_micros, as in release_api_capacity.
@returns many rows, in the order of the array: position, reservation, outcome (settled, cancelled, expired, already_settled) and what is charged of the endpoint.
@errors JQ001 JQ204 JQ205 JQ206
@since 0.1';
