-- What a provider lets us do, and what of it is taken.
--
-- Strict limits are a sliding window cut into 60 slots. A grant is written into the slot of its moment and
-- counts until that slot has left the window: the ring has 61 slots, so no interval of window_seconds +
-- skew_allowance_seconds, however aligned, ever saw more than the limit. A settlement corrects the very slot
-- the grant was written to; once that slot has left the window there is nothing left to give back.

create table headgate_private.api_rate_limits (
  endpoint_id integer generated always as identity primary key,
  provider text not null,
  endpoint text not null,
  scope text not null default '',
  status text not null default 'active',
  request_limit integer,
  token_limit integer,
  concurrency_limit integer,
  window_seconds numeric not null default 60,
  skew_allowance_seconds numeric not null default 0.5,
  queue_depth_limit integer,
  backpressure text not null default 'reject',
  slot bigint not null default 0,
  ring_started_at timestamptz not null default '-infinity',
  request_slots integer[] not null default array_fill(0, array[61]),
  token_slots integer[] not null default array_fill(0, array[61]),
  requests_taken bigint not null default 0,
  tokens_taken bigint not null default 0,
  in_flight integer not null default 0,
  blocked_until timestamptz,
  origin text not null default 'operator',
  updated_at timestamptz not null,
  updated_by text not null,
  constraint endpoint_is_named_once unique (provider, endpoint, scope),
  constraint status_is_known check (status in ('active', 'paused', 'inactive')),
  constraint backpressure_is_known check (backpressure in ('accept', 'delay', 'reject')),
  constraint rings_have_61_slots check (cardinality(request_slots) = 61 and cardinality(token_slots) = 61),
  constraint in_flight_is_not_negative check (in_flight >= 0),
  constraint origin_is_known check (origin in ('seed', 'operator'))
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
comment on table headgate_private.api_rate_limits is 'One row per (provider, endpoint, scope): its limits, and what of them is taken. The row lock makes an acquire atomic.';
comment on column headgate_private.api_rate_limits.endpoint_id is 'Internal id; locks on several endpoints are taken in its order.';
comment on column headgate_private.api_rate_limits.provider is 'Who offers the API, for example openai.';
comment on column headgate_private.api_rate_limits.endpoint is 'Which limit of that provider, for example a model or a path.';
comment on column headgate_private.api_rate_limits.scope is 'Organisation, project or key that the limit belongs to; empty: all.';
comment on column headgate_private.api_rate_limits.status is 'active; paused: nothing is granted, jobs wait; inactive: nothing is granted and nothing is enqueued.';
comment on column headgate_private.api_rate_limits.request_limit is 'Requests in any window_seconds; null: unlimited.';
comment on column headgate_private.api_rate_limits.token_limit is 'Tokens in any window_seconds; null: unlimited.';
comment on column headgate_private.api_rate_limits.concurrency_limit is 'Calls at the same time; null: unlimited.';
comment on column headgate_private.api_rate_limits.window_seconds is 'Length of the sliding window in seconds.';
comment on column headgate_private.api_rate_limits.skew_allowance_seconds is 'Seconds by which a call may reach the provider later than its grant without ever counting twice in one window.';
comment on column headgate_private.api_rate_limits.queue_depth_limit is 'Jobs that may wait for this endpoint before backpressure begins; null: no backpressure.';
comment on column headgate_private.api_rate_limits.backpressure is 'Past the depth limit: accept, delay (bounded) or reject.';
comment on column headgate_private.api_rate_limits.slot is 'Number of the newest slot: seconds since the epoch divided by the width of a slot.';
comment on column headgate_private.api_rate_limits.ring_started_at is 'When the width of a slot last changed; grants before it are no longer refunded.';
comment on column headgate_private.api_rate_limits.request_slots is 'Requests granted per slot, oldest first.';
comment on column headgate_private.api_rate_limits.token_slots is 'Tokens charged per slot, oldest first.';
comment on column headgate_private.api_rate_limits.requests_taken is 'What request_slots hold together.';
comment on column headgate_private.api_rate_limits.tokens_taken is 'What token_slots hold together.';
comment on column headgate_private.api_rate_limits.in_flight is 'Calls in flight: live reservations and running jobs.';
comment on column headgate_private.api_rate_limits.blocked_until is 'Nothing is granted before this moment; null: not blocked.';
comment on column headgate_private.api_rate_limits.origin is 'seed: set by a seed, which may change it. operator: seeds leave it alone.';
comment on column headgate_private.api_rate_limits.updated_at is 'When the limits were last changed.';
comment on column headgate_private.api_rate_limits.updated_by is 'Who changed them last.';

create table headgate_private.reservation (
  reservation_id bigint generated always as identity primary key,
  endpoint_id integer not null,
  requests integer not null,
  tokens integer not null,
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  actor text not null,
  correlation_id text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
create index reservation_by_expiry on headgate_private.reservation (endpoint_id, expires_at);
comment on table headgate_private.reservation is 'Open reservations made by acquire_api_capacity. A job''s reservation lives in its own row of job_queue.';
comment on column headgate_private.reservation.reservation_id is 'Identifies the reservation.';
comment on column headgate_private.reservation.endpoint_id is 'The endpoint whose capacity is taken.';
comment on column headgate_private.reservation.requests is 'Requests charged.';
comment on column headgate_private.reservation.tokens is 'Tokens charged: the estimate.';
comment on column headgate_private.reservation.granted_at is 'When: names the slot to correct at settlement.';
comment on column headgate_private.reservation.expires_at is 'When its place among the concurrent calls is freed; its charge stays.';
comment on column headgate_private.reservation.actor is 'Who acquired it; nobody else but an operator may release it.';
comment on column headgate_private.reservation.correlation_id is 'Correlation id given by the caller.';

create table headgate_private.reservation_settled (
  reservation_id bigint primary key,
  endpoint_id integer not null,
  outcome text not null,
  estimated_requests integer not null,
  estimated_tokens integer not null,
  charged_requests integer not null,
  charged_tokens bigint not null,
  granted_at timestamptz not null,
  settled_at timestamptz not null,
  actor text not null,
  constraint outcome_is_known check (outcome in ('settled', 'expired'))
);
comment on table headgate_private.reservation_settled is 'Reservations that are settled or expired, kept so that a second release is recognised.';
comment on column headgate_private.reservation_settled.reservation_id is 'The reservation.';
comment on column headgate_private.reservation_settled.endpoint_id is 'Its endpoint.';
comment on column headgate_private.reservation_settled.outcome is 'settled: released by its holder. expired: nobody released it in time; a late release may still charge the rest.';
comment on column headgate_private.reservation_settled.estimated_requests is 'Requests taken at the start.';
comment on column headgate_private.reservation_settled.estimated_tokens is 'Tokens taken at the start.';
comment on column headgate_private.reservation_settled.charged_requests is 'Requests charged in the end.';
comment on column headgate_private.reservation_settled.charged_tokens is 'Tokens charged in the end.';
comment on column headgate_private.reservation_settled.granted_at is 'When the capacity was taken.';
comment on column headgate_private.reservation_settled.settled_at is 'When it was settled or expired.';
comment on column headgate_private.reservation_settled.actor is 'Who acquired it.';
