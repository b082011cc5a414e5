-- As acquire_api_capacity, for many calls of one endpoint in one transaction.
-- Effect:    as there; the endpoint is written once.
-- Locks:     as there.
-- Isolation: as there.
create function headgate.acquire_api_capacities(
  p_provider text,
  p_endpoint text,
  p_requests jsonb,
  p_scope text default '',
  p_partial boolean default false,
  p_ttl_seconds integer default null,
  p_correlation_id text default null
)
returns table (
  element headgate.nn_integer,
  granted headgate.nn_boolean,
  reservation_id headgate.reservation_id,
  expires_at timestamptz,
  blocked_by text,
  retry_at timestamptz,
  blocked_endpoint text,
  blocked_scope text
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_endpoint headgate_private.api_rate_limits;
  v_requests headgate_private.reservation[];
  v_taken record;
  v_ids bigint[];
  v_granted integer;
  v_blocked headgate_private.api_rate_limits;
begin
  perform headgate_private.require_endpoint_name(p_provider, p_endpoint, p_scope);
  perform headgate_private.require(p_partial is not null, 'p_partial', 'must not be null');
  perform headgate_private.require_ttl(p_ttl_seconds);
  perform headgate_private.require(
    p_correlation_id is null or pg_catalog.length(p_correlation_id) between 1 and 200, 'p_correlation_id', 'must have 1 to 200 characters'
  );
  v_endpoint := headgate_private.find_endpoint(p_provider, p_endpoint, p_scope);
  v_requests := headgate_private.parse_capacity_requests(p_requests, v_endpoint, p_correlation_id);
  if v_requests = '{}' then
    return;
  end if;
  if not p_partial then
    perform headgate_private.require_sum_fits(v_endpoint, v_requests);
  end if;
  v_taken := headgate_private.acquire_many(v_endpoint, v_requests, p_ttl_seconds, p_partial);
  v_ids := v_taken.granted_ids;
  v_granted := pg_catalog.cardinality(v_ids);
  v_blocked := v_taken.blocked;
  return query
  select (e.place - 1)::headgate.nn_integer, (e.place <= v_granted)::headgate.nn_boolean, v_ids[e.place]::headgate.reservation_id,
    case when e.place <= v_granted then v_taken.expires_at end, case when e.place > v_granted then v_taken.blocked_by end,
    case when e.place > v_granted then v_taken.retry_at end, case when e.place > v_granted then v_blocked.endpoint end,
    case when e.place > v_granted then v_blocked.scope end
  from pg_catalog.generate_series(1, pg_catalog.cardinality(v_requests)) as e (place)
  order by e.place;
end
$$;

comment on function headgate.acquire_api_capacities(text, text, jsonb, text, boolean, integer, text) is
'Takes capacity of an endpoint for many calls at once: for all of them or, if one does not fit, for none.

With p_partial it grants the first of them, up to the one that does not fit. Each call that is granted has a reservation of its own.
@param p_provider Provider of the endpoint.
@param p_endpoint Endpoint, as set by set_api_rate_limit.
@param p_requests An array of up to max_batch_size (a setting) objects with the keys tokens, requests (1 if left out), input_tokens, output_tokens, cost_micros and currency, as in acquire_api_capacity. An array of n empty objects asks for n requests.
@param p_scope Scope of the limit; empty for the endpoint as a whole.
@param p_partial Whether a part of them will do.
@param p_ttl_seconds Seconds after which the places are freed if nobody released them, 1 to 86400; default: the setting reservation_ttl_seconds.
@param p_correlation_id Correlation id to note on the reservations, 1 to 200 characters.
@returns many rows, in the order of the array: position, and as acquire_api_capacity; what was not granted names what refuses the first that did not fit.
@errors JQ001 JQ201 JQ203 JQ209
@since 0.1';
