-- Takes capacity for one call, all dimensions and all scopes together or none.
-- Effect:    api_rate_limits: requests and tokens written into the present slot (of a booking ahead: into the slot in which it
--            begins), one more in flight; one reservation. A refusal writes nothing, but for expired reservations that it
--            frees on the way.
-- Locks:     api_rate_limits, in key order, until the transaction ends: call it in a transaction of its own. While all places
--            are taken also expired reservations, skipping what others hold.
-- Isolation: exact under read committed; repeatable read and above may fail with 40001.
create function headgate.acquire_api_capacity(
  p_provider text,
  p_endpoint text,
  p_tokens bigint default 0,
  p_requests integer default 1,
  p_scope text default '',
  p_ttl_seconds integer default null,
  p_correlation_id text default null,
  p_input_tokens bigint default null,
  p_output_tokens bigint default null,
  p_cost_micros bigint default null,
  p_currency text default null,
  p_max_wait_seconds numeric default null,
  p_lease_token headgate.lease_token default null,
  p_job_type text default null,
  p_dry_run boolean default false
)
returns table (
  granted headgate.nn_boolean,
  reservation_id headgate.reservation_id,
  expires_at timestamptz,
  blocked_by text,
  retry_at timestamptz,
  blocked_endpoint text,
  blocked_scope text,
  start_at timestamptz,
  wait_seconds double precision
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
  v_request headgate_private.reservation;
  v_reservation headgate_private.reservation;
  v_taken record;
  v_at timestamptz;
begin
  perform headgate_private.require_endpoint_name(p_provider, p_endpoint, p_scope);
  perform headgate_private.require(p_dry_run is not null, 'p_dry_run', 'must not be null');
  if coalesce(p_ttl_seconds::text, p_max_wait_seconds::text, p_correlation_id) is not null then
    perform headgate_private.require_ttl(p_ttl_seconds);
    perform headgate_private.require(p_max_wait_seconds is null or p_max_wait_seconds between 0 and 86400, 'p_max_wait_seconds',
      'must be between 0 and 86400 seconds');
    perform headgate_private.require(
      p_correlation_id is null or pg_catalog.length(p_correlation_id) between 1 and 200, 'p_correlation_id', 'must have 1 to 200 characters'
    );
  end if;
  v_request := headgate_private.request_of(p_requests, p_tokens, p_input_tokens, p_output_tokens, p_cost_micros);
  v_request.correlation_id := p_correlation_id;
  v_request.lease_token := p_lease_token;
  v_request.job_type := p_job_type;
  if not p_dry_run and coalesce(p_input_tokens, p_output_tokens, p_cost_micros) is null
    and coalesce(p_currency, p_job_type, p_lease_token::text) is null
  then
    v_reservation := headgate_private.acquire_at_once(p_provider, p_endpoint, p_scope, v_request, p_ttl_seconds);
    if v_reservation.reservation_id is not null then
      return query select true::headgate.nn_boolean, v_reservation.reservation_id::headgate.reservation_id, v_reservation.expires_at,
        null::text, null::timestamptz, null::text, null::text, v_reservation.granted_at, 0::double precision;
      return;
    end if;
  end if;
  v_endpoint := headgate_private.find_endpoint(p_provider, p_endpoint, p_scope);
  if p_cost_micros is not null or p_currency is not null then
    perform headgate_private.require_currency(v_endpoint, p_cost_micros, p_currency);
  end if;
  if p_lease_token is not null or p_job_type is not null then
    perform headgate_private.require_live_lease(p_lease_token);
    perform headgate_private.require_known_type(p_job_type);
  end if;

  v_request.endpoint_id := v_endpoint.endpoint_id;
  v_taken := headgate_private.acquire(v_endpoint, v_request, p_ttl_seconds, p_dry_run, p_max_wait_seconds);
  v_at := coalesce(v_taken.start_at, v_taken.retry_at);
  return query select (v_taken.blocked_by is null)::headgate.nn_boolean,
    (v_taken.reservation).reservation_id::headgate.reservation_id, (v_taken.reservation).expires_at, v_taken.blocked_by,
    v_taken.retry_at, (v_taken.blocked).endpoint, (v_taken.blocked).scope, v_taken.start_at,
    case when v_at is not null then greatest(extract(epoch from v_at - headgate_private.clock()), 0) end::double precision;
end
$$;

comment on function headgate.acquire_api_capacity(text, text, bigint, integer, text, integer, text, bigint, bigint, bigint, text, numeric, headgate.lease_token, text, boolean) is
'Takes capacity of an endpoint for one call: every dimension that it limits and one place among the concurrent calls, of the endpoint and of all scopes that contain it, together or not at all.

A strict limit is a sliding window in 60 slots: no interval of the window''s length, however aligned, sees more than the limit. Make the call when granted is true (not before start_at), then release_api_capacity with what it really cost. Call it in a transaction of its own: the endpoint stays locked until the transaction ends.
@param p_provider Provider of the endpoint.
@param p_endpoint Endpoint, as set by set_api_rate_limit.
@param p_tokens Estimated tokens of no declared kind, 0 to 2147483647; they count in the total only.
@param p_requests Requests to charge, 0 to 1000000.
@param p_scope Scope of the limit; empty for the endpoint as a whole.
@param p_ttl_seconds Seconds after which the place among the concurrent calls is freed if nobody released it, 1 to 86400; default: the setting reservation_ttl_seconds. The charge stays.
@param p_correlation_id Correlation id to note on the reservation, 1 to 200 characters.
@param p_input_tokens Estimated input tokens, 0 to 2147483647; with p_output_tokens, in place of p_tokens. The total is their weighted sum.
@param p_output_tokens Estimated output tokens, 0 to 2147483647.
@param p_cost_micros Estimated cost in millionths of the currency, 0 to 1000000000000000.
@param p_currency Currency of the cost, three capital letters; that of the budget.
@param p_max_wait_seconds Books ahead instead of refusing, if the call may begin within so many seconds, 0 to 86400, and two windows; default: no booking. Bookings of an endpoint begin in the order in which they were made. A place among the concurrent calls is taken at once.
@param p_lease_token Lease of the job that makes the call: when that ends, so does the reservation.
@param p_job_type Job type whose estimates learn from what the call really costs.
@param p_dry_run Says what would happen and takes nothing.
@returns one row: granted; reservation_id, expires_at and start_at (when the call may be made) when granted; otherwise blocked_by (requests, tokens, input_tokens, output_tokens, day_requests, day_tokens, day_cost, concurrency, blocked, paused, inactive), the endpoint and scope that refuse, and retry_at (null: nobody can say). wait_seconds is how long it is until start_at or retry_at by the clock of the server, which need not be that of the caller.
@errors JQ001 JQ002 JQ101 JQ102 JQ201 JQ203 JQ209
@since 0.1';
