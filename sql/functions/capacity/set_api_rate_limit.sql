-- Effect: api_rate_limits: one row inserted or its limits changed, what is taken of it kept; one audit row.
-- Locks:  api_rate_limits.
create function headgate.set_api_rate_limit(
  p_provider text,
  p_endpoint text,
  p_scope text default '',
  p_request_limit integer default null,
  p_token_limit integer default null,
  p_concurrency_limit integer default null,
  p_window_seconds numeric default null,
  p_skew_allowance_seconds numeric default null,
  p_queue_depth_limit integer default null,
  p_backpressure text default null,
  p_status text default null
)
returns table (
  provider headgate.nn_text,
  endpoint headgate.nn_text,
  scope headgate.nn_text,
  created headgate.nn_boolean,
  changed headgate.nn_boolean
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_outcome text;
begin
  v_outcome := headgate_private.put_api_rate_limit(
    p_provider, p_endpoint, p_scope,
    pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
      'request_limit', p_request_limit, 'token_limit', p_token_limit, 'concurrency_limit', p_concurrency_limit,
      'window_seconds', p_window_seconds, 'skew_allowance_seconds', p_skew_allowance_seconds,
      'queue_depth_limit', p_queue_depth_limit, 'backpressure', p_backpressure, 'status', p_status
    )),
    'operator'
  );
  return query select p_provider::headgate.nn_text, p_endpoint::headgate.nn_text, p_scope::headgate.nn_text,
    (v_outcome = 'created')::headgate.nn_boolean, (v_outcome <> 'unchanged')::headgate.nn_boolean;
end
$$;

comment on function headgate.set_api_rate_limit(text, text, text, integer, integer, integer, numeric, numeric, integer, text, text) is
'Sets the limits of an endpoint, live: what is taken and what is reserved stays.

What is left out keeps its value, or on a new endpoint its default: unlimited, a window of 60 seconds, a skew allowance of 0.5 seconds, reject, active. -1 lifts a limit.
@param p_provider Provider, 1 to 100 characters.
@param p_endpoint Endpoint, 1 to 200 characters.
@param p_scope Organisation, project or key that the limit belongs to, up to 200 characters; empty: all.
@param p_request_limit Requests in any window, 1 to 2000000000; -1: unlimited.
@param p_token_limit Tokens in any window, 1 to 2000000000; -1: unlimited.
@param p_concurrency_limit Calls at the same time, 1 to 1000000; -1: unlimited.
@param p_window_seconds Length of the sliding window in seconds, 0.1 to 86400.
@param p_skew_allowance_seconds Seconds by which a call may reach the provider after its grant, 0 to 60.
@param p_queue_depth_limit Waiting jobs at which backpressure begins, 1 to 1000000; -1: none.
@param p_backpressure Past the depth limit: accept, delay or reject.
@param p_status active, paused (jobs wait) or inactive (nothing may be enqueued).
@returns one row: the endpoint, whether it was created and whether anything changed.
@errors JQ001
@since 0.1';
