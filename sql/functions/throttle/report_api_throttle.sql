-- Effect:    api_rate_limits: blocked, factor lowered, levels lowered to what the headers say; one audit row. What is known
--            already writes nothing.
-- Locks:     api_rate_limits.
-- Isolation: exact under read committed; repeatable read and above may fail with 40001.
create function headgate.report_api_throttle(
  p_provider text,
  p_endpoint text,
  p_status integer,
  p_retry_after text default null,
  p_headers jsonb default null,
  p_error text default null,
  p_scope text default '',
  p_called_at timestamptz default null
)
returns table (
  kind headgate.nn_text,
  retryable headgate.nn_boolean,
  delay_seconds headgate.nn_integer,
  blocked_until timestamptz,
  factor headgate.nn_double
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
  v_headers jsonb := headgate_private.plain_headers(p_headers);
  v_kind text := headgate_private.throttle_kind(p_status, p_error, headgate_private.plain_headers(p_headers));
  v_endpoint headgate_private.api_rate_limits;
begin
  perform headgate_private.require(p_provider is not null, 'p_provider', 'must not be null');
  perform headgate_private.require(p_endpoint is not null, 'p_endpoint', 'must not be null');
  perform headgate_private.require(p_status is not null, 'p_status', 'must not be null');
  perform headgate_private.require(p_scope is not null, 'p_scope', 'must not be null; leave it out for the empty scope');
  v_endpoint := headgate_private.obey_throttle(
    headgate_private.find_endpoint(p_provider, p_endpoint, p_scope), v_kind,
    headgate_private.told_wait(v_headers, p_retry_after, v_now), v_headers, p_called_at, p_status
  );
  v_now := headgate_private.clock();
  return query select v_kind::headgate.nn_text, (v_kind not in ('spend', 'oversized'))::headgate.nn_boolean,
    greatest(pg_catalog.ceil(extract(epoch from v_endpoint.blocked_until - v_now)), 0)::integer::headgate.nn_integer,
    case when v_endpoint.blocked_until > v_now then v_endpoint.blocked_until end,
    headgate_private.effective_factor(v_endpoint, v_now)::headgate.nn_double;
end
$$;

comment on function headgate.report_api_throttle(text, text, integer, text, jsonb, text, text, timestamptz) is
'Tells the limiter what a provider answered: after a refusal nobody is granted anything of the endpoint until the provider takes calls again, and then less than before, slowly rising to the limits that were set.

Reads retry-after (seconds or a date), retry-after-ms, x-ratelimit-* as of OpenAI, anthropic-ratelimit-*, RateLimit and RateLimit-Policy of the IETF draft, and the exceptions of AWS. What cannot be read or lies in the past counts as not said; no wait is longer than the setting throttle_longest_seconds. What headers say is left may only lower a level. Any status may be reported: 200 with its headers keeps levels in step with a provider whom others use too.
@param p_provider Provider of the endpoint.
@param p_endpoint Endpoint, as set by set_api_rate_limit.
@param p_status HTTP status of the answer.
@param p_retry_after How long to wait, where the caller knows it from elsewhere than the headers: seconds, 1m30s, or a date.
@param p_headers Headers of the answer, an object of names and values; what is none is ignored.
@param p_error What the provider called the error: type, code and message, as far as they are known.
@param p_scope Scope of the limit; empty for the endpoint as a whole.
@param p_called_at When the capacity for the refused call was taken: calls that were under way together lower the factor once. Default: the factor is lowered unless the endpoint is blocked.
@returns one row: kind (rate, acceleration, overload, spend, oversized; none: the answer was no refusal), whether to try the call again, in how many seconds at the earliest, until when the endpoint is blocked (null: it is not), and the share of its limits in force.
@errors JQ001 JQ201
@since 0.1';
