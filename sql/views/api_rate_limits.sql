-- Limits and what of them is taken, as last written; peek_api_capacity says what is free at this moment.
create view headgate.api_rate_limits as
select l.provider, l.endpoint, l.scope, l.status, l.request_limit, l.token_limit, l.concurrency_limit,
  l.window_seconds, l.skew_allowance_seconds, l.queue_depth_limit, l.backpressure, l.in_flight, l.blocked_until,
  l.origin, l.updated_at, l.updated_by, l.mode, l.oversize, l.input_token_limit, l.output_token_limit,
  coalesce(l.input_token_weight, 1) as input_token_weight, coalesce(l.output_token_weight, 1) as output_token_weight,
  l.day_request_limit, l.day_token_limit, l.day_cost_limit, l.currency, coalesce(l.day_time_zone, 'UTC') as day_time_zone,
  coalesce(l.request_charge, 'reserve_then_settle') as request_charge, coalesce(l.token_charge, 'reserve_then_settle') as token_charge,
  coalesce(l.input_token_charge, 'reserve_then_settle') as input_token_charge,
  coalesce(l.output_token_charge, 'reserve_then_settle') as output_token_charge,
  (
    select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('provider', p.provider, 'endpoint', p.endpoint, 'scope', p.scope)
      order by p.endpoint_id)
    from headgate_private.api_rate_limits p
    where p.endpoint_id = any (l.parent_ids)
  ) as parents, l.factor, l.factor_from, l.factor_until
from headgate_private.api_rate_limits l;

comment on view headgate.api_rate_limits is 'The limits of each endpoint. peek_api_capacity says what of them is free.';
comment on column headgate.api_rate_limits.provider is 'Who offers the API.';
comment on column headgate.api_rate_limits.endpoint is 'Which limit of that provider.';
comment on column headgate.api_rate_limits.scope is 'Organisation, project or key; empty: all.';
comment on column headgate.api_rate_limits.status is 'active, draining, paused or inactive.';
comment on column headgate.api_rate_limits.request_limit is 'Requests in any window; null: unlimited.';
comment on column headgate.api_rate_limits.token_limit is 'Tokens in any window; null: unlimited.';
comment on column headgate.api_rate_limits.concurrency_limit is 'Calls at the same time; null: unlimited.';
comment on column headgate.api_rate_limits.window_seconds is 'Length of the sliding window in seconds.';
comment on column headgate.api_rate_limits.skew_allowance_seconds is 'Seconds by which a call may reach the provider after its grant.';
comment on column headgate.api_rate_limits.queue_depth_limit is 'Waiting jobs at which backpressure begins; null: none.';
comment on column headgate.api_rate_limits.backpressure is 'Past the depth limit: accept, delay or reject.';
comment on column headgate.api_rate_limits.in_flight is 'Calls in flight: live reservations and running jobs.';
comment on column headgate.api_rate_limits.blocked_until is 'Nothing is granted before this moment; null: not blocked.';
comment on column headgate.api_rate_limits.origin is 'seed or operator.';
comment on column headgate.api_rate_limits.updated_at is 'When the limits were last changed.';
comment on column headgate.api_rate_limits.updated_by is 'Who changed them last.';
comment on column headgate.api_rate_limits.mode is 'strict: no window of any alignment sees more. mirror: buckets.';
comment on column headgate.api_rate_limits.oversize is 'What becomes of a request larger than a window: refuse or admit_alone.';
comment on column headgate.api_rate_limits.input_token_limit is 'Input tokens in any window; null: unlimited.';
comment on column headgate.api_rate_limits.output_token_limit is 'Output tokens in any window; null: unlimited.';
comment on column headgate.api_rate_limits.input_token_weight is 'What an input token counts in the total.';
comment on column headgate.api_rate_limits.output_token_weight is 'What an output token counts in the total.';
comment on column headgate.api_rate_limits.day_request_limit is 'Requests in a calendar day; null: unlimited.';
comment on column headgate.api_rate_limits.day_token_limit is 'Tokens in a calendar day; null: unlimited.';
comment on column headgate.api_rate_limits.day_cost_limit is 'Cost in a calendar day, in millionths of the currency; null: unlimited.';
comment on column headgate.api_rate_limits.currency is 'Currency of costs; null: costs are not counted.';
comment on column headgate.api_rate_limits.day_time_zone is 'Whose midnight ends the day.';
comment on column headgate.api_rate_limits.request_charge is 'When requests are charged.';
comment on column headgate.api_rate_limits.token_charge is 'When the total of tokens is charged.';
comment on column headgate.api_rate_limits.input_token_charge is 'When input tokens are charged.';
comment on column headgate.api_rate_limits.output_token_charge is 'When output tokens are charged.';
comment on column headgate.api_rate_limits.parents is 'The scopes that contain this one; null: none.';
comment on column headgate.api_rate_limits.factor is 'Share of the limits that is in force up to factor_from; from there it grows evenly to 1 at factor_until.';
comment on column headgate.api_rate_limits.factor_from is 'When the limits begin to recover; null: no call was ever refused.';
comment on column headgate.api_rate_limits.factor_until is 'When the limits are in force again in full; null: they never were not.';
