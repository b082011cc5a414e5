-- Takes capacity for one call, all dimensions together or none.
-- Effect:    api_rate_limits: requests and tokens written into the present slot, one more in flight; one
--            reservation. A refusal writes nothing, but for expired reservations that it frees on the way.
-- Locks:     api_rate_limits, until the transaction ends: call it in a transaction of its own. While all places are
--            taken also expired reservations, skipping what others hold.
-- Isolation: exact under read committed; repeatable read and above may fail with 40001.
create function headgate.acquire_api_capacity(
  p_provider text,
  p_endpoint text,
  p_tokens bigint default 0,
  p_requests integer default 1,
  p_scope text default '',
  p_ttl_seconds integer default null,
  p_correlation_id text default null
)
returns table (
  granted headgate.nn_boolean,
  reservation_id headgate.reservation_id,
  expires_at timestamptz,
  blocked_by text,
  retry_at timestamptz
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
  v_now timestamptz := headgate_private.clock();
  v_endpoint headgate_private.api_rate_limits;
  v_refusal text;
  v_id bigint;
  v_expires_at timestamptz;
begin
  perform headgate_private.require(p_provider is not null, 'p_provider', 'must not be null');
  perform headgate_private.require(p_endpoint is not null, 'p_endpoint', 'must not be null');
  perform headgate_private.require(p_scope is not null, 'p_scope', 'must not be null; leave it out for the empty scope');
  perform headgate_private.require(p_tokens between 0 and 2147483647, 'p_tokens', 'must be between 0 and 2147483647');
  perform headgate_private.require(p_requests between 0 and 1000000, 'p_requests', 'must be between 0 and 1000000');
  perform headgate_private.require(
    p_ttl_seconds is null or p_ttl_seconds between 1 and 86400, 'p_ttl_seconds', 'must be between 1 and 86400 seconds'
  );
  perform headgate_private.require(
    p_correlation_id is null or pg_catalog.length(p_correlation_id) between 1 and 200, 'p_correlation_id', 'must have 1 to 200 characters'
  );

  v_endpoint := headgate_private.find_endpoint(p_provider, p_endpoint, p_scope);
  perform headgate_private.require_fits(v_endpoint, p_requests, p_tokens);
  if v_endpoint.in_flight >= v_endpoint.concurrency_limit then
    perform headgate_private.expire_reservations(v_endpoint.endpoint_id, 100);
    v_endpoint := headgate_private.find_endpoint(p_provider, p_endpoint, p_scope);
  end if;
  v_endpoint := headgate_private.slid_endpoint(v_endpoint, v_now);
  v_refusal := headgate_private.refusal(v_endpoint, v_now, p_requests, p_tokens);
  if v_refusal is null then
    v_endpoint := headgate_private.lock_endpoint(v_endpoint.endpoint_id);
    perform headgate_private.require_fits(v_endpoint, p_requests, p_tokens);
    v_now := headgate_private.clock();
    v_endpoint := headgate_private.slid_endpoint(v_endpoint, v_now);
    v_refusal := headgate_private.refusal(v_endpoint, v_now, p_requests, p_tokens);
  end if;
  if v_refusal is not null then
    return query select false::headgate.nn_boolean, null::headgate.reservation_id, null::timestamptz, v_refusal,
      headgate_private.capacity_retry_at(v_endpoint, v_now, p_requests, p_tokens);
    return;
  end if;

  v_endpoint := headgate_private.charge_endpoint(v_endpoint, v_now, p_requests, p_tokens);
  v_endpoint.in_flight := v_endpoint.in_flight + 1;
  perform headgate_private.store_endpoint(v_endpoint);
  v_expires_at := v_now
    + coalesce(p_ttl_seconds, headgate_private.setting_number('reservation_ttl_seconds')) * interval '1 second';
  insert into headgate_private.reservation
    (endpoint_id, requests, tokens, granted_at, expires_at, actor, correlation_id)
  values
    (v_endpoint.endpoint_id, p_requests, p_tokens, v_now, v_expires_at, headgate_private.actor(), p_correlation_id)
  returning reservation_id into v_id;
  return query select true::headgate.nn_boolean, v_id::headgate.reservation_id, v_expires_at, null::text, null::timestamptz;
end
$$;

comment on function headgate.acquire_api_capacity(text, text, bigint, integer, text, integer, text) is
'Takes capacity of an endpoint for one call: requests, tokens and one place among the concurrent calls, together or not at all.

The limit is a sliding window in 60 slots: no interval of the window''s length, however aligned, sees more than the limit. Make the call when granted is true, then release_api_capacity with what it really cost. Call it in a transaction of its own: the endpoint stays locked until the transaction ends.
@param p_provider Provider of the endpoint.
@param p_endpoint Endpoint, as set by set_api_rate_limit.
@param p_tokens Estimated tokens, 0 to 2147483647.
@param p_requests Requests to charge, 0 to 1000000.
@param p_scope Scope of the limit; empty for the endpoint as a whole.
@param p_ttl_seconds Seconds after which the place among the concurrent calls is freed if nobody released it, 1 to 86400; default: the setting reservation_ttl_seconds. The charge stays.
@param p_correlation_id Correlation id to note on the reservation, 1 to 200 characters.
@returns one row: granted; reservation_id and expires_at when granted; otherwise blocked_by (requests, tokens, concurrency, blocked, paused, inactive) and retry_at (null: nobody can say).
@errors JQ001 JQ201 JQ203
@since 0.1';
