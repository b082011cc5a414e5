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
  queue_depth_limit integer,
  mode headgate.nn_text,
  input_token_limit integer,
  input_tokens_available bigint,
  output_token_limit integer,
  output_tokens_available bigint,
  day_request_limit bigint,
  day_requests_available bigint,
  day_token_limit bigint,
  day_tokens_available bigint,
  day_cost_limit bigint,
  day_cost_available bigint,
  currency text,
  day_ends_at timestamptz,
  hold_seconds double precision
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
  perform headgate_private.require_endpoint_name(p_provider, p_endpoint, p_scope);
  v_endpoint := headgate_private.slid_endpoint(
    headgate_private.find_endpoint(p_provider, p_endpoint, p_scope), v_now
  );
  v_room := headgate_private.endpoint_room(v_endpoint, v_now);
  select greatest(q.jobs, 0) as jobs into v_backlog
  from headgate_private.queue_size(v_endpoint.endpoint_id) q
  where v_endpoint.queue_depth_limit is not null and v_endpoint.backpressure <> 'accept' and q.counted_at > v_now - interval '1 minute';
  if not found then
    select b.jobs into v_backlog from headgate_private.endpoint_backlog(v_endpoint.endpoint_id, 100000) b;
  end if;
  return query select
    v_endpoint.provider::headgate.nn_text, v_endpoint.endpoint::headgate.nn_text, v_endpoint.scope::headgate.nn_text,
    v_endpoint.status::headgate.nn_text, v_endpoint.window_seconds::headgate.nn_double,
    v_endpoint.request_limit, case when v_endpoint.request_limit is not null then greatest(v_room.requests, 0) end,
    v_endpoint.token_limit, case when v_endpoint.token_limit is not null then greatest(v_room.tokens, 0) end,
    v_endpoint.concurrency_limit, v_endpoint.in_flight::headgate.nn_integer, v_room.blocked_by,
    case when v_room.blocked_by is not null
      then headgate_private.capacity_retry_at(v_endpoint, v_now, headgate_private.charge_of(v_endpoint, 1, 1, 1, 1, 1), 1) end,
    v_backlog.jobs::headgate.nn_bigint, v_endpoint.queue_depth_limit, v_endpoint.mode::headgate.nn_text,
    v_endpoint.input_token_limit, case when v_endpoint.input_token_limit is not null then greatest(v_room.input_tokens, 0) end,
    v_endpoint.output_token_limit, case when v_endpoint.output_token_limit is not null then greatest(v_room.output_tokens, 0) end,
    v_endpoint.day_request_limit, headgate_private.day_room(v_endpoint, 'requests'),
    v_endpoint.day_token_limit, headgate_private.day_room(v_endpoint, 'tokens'),
    v_endpoint.day_cost_limit, headgate_private.day_room(v_endpoint, 'cost'), v_endpoint.currency,
    (select m.until from pg_catalog.unnest(v_endpoint.meters) m where m.period = 'day' limit 1), v_endpoint.hold_seconds;
end
$$;

comment on function headgate.peek_api_capacity(text, text, text) is
'What an endpoint could take now, without taking anything.
@param p_provider Provider of the endpoint.
@param p_endpoint Endpoint, as set by set_api_rate_limit.
@param p_scope Scope of the limit; empty for the endpoint as a whole.
@returns one row: limits and what is available of them (null: unlimited), what blocks the endpoint and until when, the jobs that wait for it (where no depth limit makes them known, counted up to 100000), and how long its calls last of late. requests_available and tokens_available are the least of window and day; the scopes that contain the endpoint are not looked at.
@errors JQ001 JQ201
@since 0.1';
