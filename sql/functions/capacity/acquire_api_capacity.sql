-- Takes capacity for one call, all dimensions and all scopes together or none.
-- Effect:    api_rate_limits: requests and tokens written into the present slot (of a booking ahead: into the slot in which it
--            begins), one more in flight; one reservation. A refusal writes nothing, but for expired reservations that it
--            frees on the way.
-- Locks:     a turn (see take_turn); then api_rate_limits, in key order, until the transaction ends: call it in a transaction
--            of its own. While all places are taken also expired reservations, skipping what others hold.
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
  v_turn bigint;
  v_now timestamptz;
  v_endpoint headgate_private.api_rate_limits;
  v_request headgate_private.reservation;
  v_taken record;
  v_id bigint;
  v_late boolean;
  v_at timestamptz;
begin
  -- A plain endpoint with nothing in its way, in the slot that is being filled: judged, charged and noted in one statement. Each
  -- function called here and each expression is set up anew in every transaction, which would cost more than what it does.
  if p_tokens between 0 and 2147483647 and p_requests between 0 and 1000000 and not p_dry_run
    and coalesce(p_ttl_seconds between 1 and 86400, true) and coalesce(p_max_wait_seconds between 0 and 86400, true)
    and coalesce(pg_catalog.length(p_correlation_id) between 1 and 200, true)
    and coalesce(p_input_tokens, p_output_tokens, p_cost_micros) is null
    and coalesce(p_currency, p_job_type, p_lease_token::text) is null
  then
    v_turn := pg_catalog.hashtextextended(p_provider || '/' || p_endpoint || '/' || p_scope, 0);
    v_now := headgate_private.take_turn(v_turn, pg_catalog.pg_current_xact_id_if_assigned() is null);
    with charged as (
      update headgate_private.api_rate_limits l
      set requests_taken = l.requests_taken + p_requests,
        tokens_taken = l.tokens_taken + p_tokens,
        request_slots[61] = l.request_slots[61] + p_requests,
        token_slots[61] = l.token_slots[61] + p_tokens,
        in_flight = l.in_flight + 1
      where l.provider = p_provider and l.endpoint = p_endpoint and l.scope = p_scope
        and v_now >= l.plain_from and v_now < l.plain_until
        and coalesce(greatest(l.blocked_until, l.factor_until, l.waiting_until) <= v_now, true)
        and l.in_flight < coalesce(l.concurrency_limit, 2147483647)
        and l.requests_taken + p_requests <= coalesce(l.request_limit, 2147483647)
        and l.tokens_taken + p_tokens <= coalesce(l.token_limit, 2147483647)
      returning l.endpoint_id, l.slot, l.plain_until, headgate_private.clock() as at
    )
    insert into headgate_private.reservation as r (endpoint_id, requests, tokens, granted_at, expires_at, actor, correlation_id, slot, turn)
    select c.endpoint_id, p_requests, p_tokens, c.at,
      c.at + coalesce(p_ttl_seconds, (
        select s.value::numeric from headgate_private.system_configuration s where s.key = 'reservation_ttl_seconds'
      )) * interval '1 second',
      headgate_private.actor(), p_correlation_id, case when c.at < c.plain_until then c.slot end, v_turn
    from charged c
    returning r.reservation_id, r.granted_at, r.expires_at, r.slot is null into v_id, start_at, expires_at, v_late;
    if found then
      if v_late then
        select m.granted_at, m.expires_at into start_at, expires_at from headgate_private.charge_later(v_id, v_now) m;
      end if;
      granted := true;
      reservation_id := v_id;
      wait_seconds := 0;
      return next;
      return;
    end if;
  end if;

  perform headgate_private.require_endpoint_name(p_provider, p_endpoint, p_scope);
  perform headgate_private.require(p_dry_run is not null, 'p_dry_run', 'must not be null');
  perform headgate_private.require_ttl(p_ttl_seconds);
  perform headgate_private.require(p_max_wait_seconds is null or p_max_wait_seconds between 0 and 86400, 'p_max_wait_seconds',
    'must be between 0 and 86400 seconds');
  perform headgate_private.require(
    p_correlation_id is null or pg_catalog.length(p_correlation_id) between 1 and 200, 'p_correlation_id', 'must have 1 to 200 characters'
  );
  v_request := headgate_private.request_of(p_requests, p_tokens, p_input_tokens, p_output_tokens, p_cost_micros);
  v_request.correlation_id := p_correlation_id;
  v_request.lease_token := p_lease_token;
  v_request.job_type := p_job_type;
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
