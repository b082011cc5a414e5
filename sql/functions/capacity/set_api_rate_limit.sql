-- Effect: api_rate_limits: one row inserted or its limits changed, what is taken of it kept; with p_parents the scopes below
--         it too; one audit row.
-- Locks:  with p_parents an advisory lock against others that set parents; api_rate_limits, in key order.
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
  p_status text default null,
  p_mode text default null,
  p_oversize text default null,
  p_input_token_limit integer default null,
  p_output_token_limit integer default null,
  p_input_token_weight numeric default null,
  p_output_token_weight numeric default null,
  p_day_request_limit bigint default null,
  p_day_token_limit bigint default null,
  p_day_cost_limit bigint default null,
  p_currency text default null,
  p_day_time_zone text default null,
  p_request_charge text default null,
  p_token_charge text default null,
  p_input_token_charge text default null,
  p_output_token_charge text default null,
  p_parents jsonb default null
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
      'queue_depth_limit', p_queue_depth_limit, 'backpressure', p_backpressure, 'status', p_status, 'mode', p_mode,
      'oversize', p_oversize, 'input_token_limit', p_input_token_limit, 'output_token_limit', p_output_token_limit,
      'input_token_weight', p_input_token_weight, 'output_token_weight', p_output_token_weight,
      'day_request_limit', p_day_request_limit, 'day_token_limit', p_day_token_limit, 'day_cost_limit', p_day_cost_limit,
      'currency', p_currency, 'day_time_zone', p_day_time_zone, 'request_charge', p_request_charge, 'token_charge', p_token_charge,
      'input_token_charge', p_input_token_charge, 'output_token_charge', p_output_token_charge, 'parents', p_parents
    )),
    'operator'
  );
  return query select p_provider::headgate.nn_text, p_endpoint::headgate.nn_text, p_scope::headgate.nn_text,
    (v_outcome = 'created')::headgate.nn_boolean, (v_outcome <> 'unchanged')::headgate.nn_boolean;
end
$$;

comment on function headgate.set_api_rate_limit(text, text, text, integer, integer, integer, numeric, numeric, integer, text, text, text, text, integer, integer, numeric, numeric, bigint, bigint, bigint, text, text, text, text, text, text, jsonb) is
'Sets the limits of an endpoint, live: what is taken and what is reserved stays.

What is left out keeps its value, or on a new endpoint its default: unlimited, a window of 60 seconds, a skew allowance of 0.5 seconds, reject, active, strict, weights of 1, days in UTC, reserve_then_settle. -1 lifts a limit.

A charge mode says when a dimension is charged. reserve_only: the estimate, whatever comes of it. reserve_then_settle: the estimate, corrected when the call has ended. estimate_then_adjust: the same, and corrected by every report in between. actual_only: nothing before it is reported, and then at once.
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
@param p_status active, draining (what waits is worked off, nothing more is enqueued), paused (jobs wait) or inactive (nothing may be enqueued).
@param p_mode strict: no window of any alignment sees more than its limit. mirror: buckets that hold a limit and refill within the window, for a provider that counts like that.
@param p_oversize What becomes of a request larger than a limit of the window: refuse, or admit_alone, once nothing else is taken of it.
@param p_input_token_limit Input tokens in any window, 1 to 2000000000; -1: unlimited.
@param p_output_token_limit Output tokens in any window, 1 to 2000000000; -1: unlimited.
@param p_input_token_weight What an input token counts in the total, 0 to 1000.
@param p_output_token_weight What an output token counts in the total, 0 to 1000.
@param p_day_request_limit Requests in a calendar day, 1 to 1000000000000000; -1: unlimited.
@param p_day_token_limit Tokens in a calendar day, weighted, 1 to 1000000000000000; -1: unlimited.
@param p_day_cost_limit Cost in a calendar day, in millionths of the currency, 1 to 1000000000000000; -1: unlimited.
@param p_currency Currency of costs, three capital letters.
@param p_day_time_zone Whose midnight ends the day: UTC, or a region and place such as America/Los_Angeles.
@param p_request_charge Charge mode of requests.
@param p_token_charge Charge mode of the total of tokens.
@param p_input_token_charge Charge mode of input tokens.
@param p_output_token_charge Charge mode of output tokens.
@param p_parents Scopes that contain this one, an array of up to 10 objects {"provider", "endpoint", "scope"}; provider and endpoint are those of this one if left out, and scope is the empty one. Whatever takes this scope takes them too. [] takes them back.
@returns one row: the endpoint, whether it was created and whether anything changed.
@errors JQ001 JQ201 JQ207 JQ402
@since 0.1';
