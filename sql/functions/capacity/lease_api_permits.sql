-- Effect:    api_rate_limits: the permits written into the slot in which the lease ends, which is the last moment at which they
--            may be spent, and as many places taken; one reservation. A refusal writes nothing.
-- Locks:     api_rate_limits, in key order, until the transaction ends.
-- Isolation: as acquire_api_capacity.
create function headgate.lease_api_permits(
  p_provider text,
  p_endpoint text,
  p_worker text,
  p_permits integer,
  p_tokens_each bigint default 0,
  p_scope text default '',
  p_ttl_seconds numeric default 5
)
returns table (
  permits headgate.nn_integer,
  reservation_id headgate.reservation_id,
  expires_at timestamptz,
  fair_share bigint,
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
  v_leased record;
begin
  perform headgate_private.require_endpoint_name(p_provider, p_endpoint, p_scope);
  perform headgate_private.require(pg_catalog.length(p_worker) between 1 and 200, 'p_worker', 'must have 1 to 200 characters');
  perform headgate_private.require(p_permits between 1 and 100000, 'p_permits', 'must be between 1 and 100000');
  perform headgate_private.require(p_tokens_each between 0 and 20000, 'p_tokens_each', 'must be between 0 and 20000');
  v_endpoint := headgate_private.find_endpoint(p_provider, p_endpoint, p_scope);
  perform headgate_private.require(p_ttl_seconds between 0.1 and v_endpoint.window_seconds, 'p_ttl_seconds',
    'must be between 0.1 seconds and the window of the endpoint');
  v_leased := headgate_private.lease_permits(v_endpoint, p_worker, p_permits, p_tokens_each, p_ttl_seconds);
  return query select coalesce((v_leased.reservation).requests, 0)::headgate.nn_integer,
    (v_leased.reservation).reservation_id::headgate.reservation_id, (v_leased.reservation).expires_at, v_leased.fair_share,
    v_leased.blocked_by, v_leased.retry_at, (v_leased.blocked).endpoint, (v_leased.blocked).scope;
end
$$;

comment on function headgate.lease_api_permits(text, text, text, integer, bigint, text, numeric) is
'Takes permits for up to so many calls, which a worker may spend by itself, without a call for each.

It gets what there is, up to its share: what an empty endpoint would grant, divided by the workers that hold permits of it. Each permit may be spent once, for one request and p_tokens_each tokens, before expires_at; release_api_capacity with p_actual_requests and p_actual_tokens gives back what was not spent. Until then all of it counts, as if it were spent in the last moment, so that the limit holds whenever it is.
@param p_provider Provider of the endpoint.
@param p_endpoint Endpoint, as set by set_api_rate_limit.
@param p_worker Name of the worker, 1 to 200 characters.
@param p_permits At most so many, 1 to 100000.
@param p_tokens_each Tokens that each call may cost, 0 to 20000.
@param p_scope Scope of the limit; empty for the endpoint as a whole.
@param p_ttl_seconds Seconds for which the permits are good, 0.1 up to the window of the endpoint.
@returns one row: permits (0: none), the reservation and its end; fair_share (null: without limit); if there are none, blocked_by (as acquire_api_capacity, or share) and retry_at.
@errors JQ001 JQ201
@since 0.1';
