-- Reads only; locks nothing.
create function headgate.peek_api_capacity(p_provider text, p_endpoint text, p_scope text default '')
returns table (
  provider headgate.nn_text,
  endpoint headgate.nn_text,
  scope headgate.nn_text,
  status headgate.nn_text,
  window_seconds headgate.nn_double,
  request_limit integer,
  requests_available bigint,
  token_limit integer,
  tokens_available bigint,
  concurrency_limit integer,
  in_flight headgate.nn_integer,
  blocked_by text,
  retry_at timestamptz,
  queue_depth headgate.nn_bigint,
  queue_depth_limit integer
)
language plpgsql
stable
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
  v_room record;
  v_backlog record;
begin
  perform headgate_private.require(p_provider is not null, 'p_provider', 'must not be null');
  perform headgate_private.require(p_endpoint is not null, 'p_endpoint', 'must not be null');
  perform headgate_private.require(p_scope is not null, 'p_scope', 'must not be null; leave it out for the empty scope');
  v_endpoint := headgate_private.slid_endpoint(
    headgate_private.find_endpoint(p_provider, p_endpoint, p_scope), v_now
  );
  v_room := headgate_private.endpoint_room(v_endpoint, v_now);
  v_backlog := headgate_private.endpoint_backlog(v_endpoint.endpoint_id, 100000);
  return query select
    v_endpoint.provider::headgate.nn_text, v_endpoint.endpoint::headgate.nn_text, v_endpoint.scope::headgate.nn_text,
    v_endpoint.status::headgate.nn_text, v_endpoint.window_seconds::headgate.nn_double,
    v_endpoint.request_limit, case when v_endpoint.request_limit is not null then greatest(v_room.requests, 0) end,
    v_endpoint.token_limit, case when v_endpoint.token_limit is not null then greatest(v_room.tokens, 0) end,
    v_endpoint.concurrency_limit, v_endpoint.in_flight::headgate.nn_integer, v_room.blocked_by,
    case when v_room.blocked_by is not null
      then headgate_private.capacity_retry_at(v_endpoint, v_now, 1, 1) end,
    v_backlog.jobs::headgate.nn_bigint, v_endpoint.queue_depth_limit;
end
$$;

comment on function headgate.peek_api_capacity(text, text, text) is
'What an endpoint could take now, without taking anything.
@param p_provider Provider of the endpoint.
@param p_endpoint Endpoint, as set by set_api_rate_limit.
@param p_scope Scope of the limit; empty for the endpoint as a whole.
@returns one row: limits and what is available of them (null: unlimited), what blocks the endpoint and until when, and the jobs that wait for it (counted up to 100000).
@errors JQ001 JQ201
@since 0.1';
