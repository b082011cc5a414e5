-- More dimensions than requests, tokens and concurrent calls; several scopes at once.
--
-- What every endpoint has stays in columns of its own. What few need is null elsewhere, so that the row does not grow, and
-- what counts there is packed into `meters`, one element a limit. A meter counts one dimension over one period: over the
-- sliding window (with a ring of its own, whose slots are those of the row), as a bucket that drains (mode mirror), or
-- over the calendar day of a time zone. Words are checked where they are set and not by constraints, which every grant
-- would pay for.
--
-- A scope may name others that contain it: endpoint_ids lists the row itself and all of those. They are locked in that
-- order, which is that of their ids, and taken together or not at all.

create type headgate_private.meter as (
  dimension text,
  period text,
  most bigint,
  taken bigint,
  since timestamptz,
  until timestamptz,
  slots integer[]
);
comment on type headgate_private.meter is 'One more limit of an endpoint. dimension: requests, tokens, input_tokens, output_tokens or cost; period: window, bucket or day; most: its limit; taken: what of it is taken; since: a bucket has drained up to here; of grants before, a window or a day gives nothing back; until: where the day ends; slots: the ring of a window.';

create type headgate_private.charge as (
  endpoint_id integer,
  requests bigint,
  tokens bigint,
  input_tokens bigint,
  output_tokens bigint,
  cost bigint
);
comment on type headgate_private.charge is 'What one call is charged with, of one endpoint: tokens is the weighted total, cost is in micro-units of its currency.';

alter table headgate_private.api_rate_limits
  add column mode text not null default 'strict',
  add column oversize text not null default 'refuse',
  add column input_token_limit integer,
  add column output_token_limit integer,
  add column input_token_weight numeric,
  add column output_token_weight numeric,
  add column day_request_limit bigint,
  add column day_token_limit bigint,
  add column day_cost_limit bigint,
  add column day_time_zone text,
  add column currency text,
  add column request_charge text,
  add column token_charge text,
  add column input_token_charge text,
  add column output_token_charge text,
  add column parent_ids integer[],
  add column endpoint_ids integer[],
  add column meters headgate_private.meter[],
  add column hold_seconds double precision,
  add column booked_slot bigint,
  drop constraint status_is_known,
  drop constraint backpressure_is_known,
  drop constraint origin_is_known,
  drop constraint rings_have_61_slots,
  add constraint rings_have_61_slots_or_more check (cardinality(request_slots) >= 61 and cardinality(token_slots) = cardinality(request_slots));
comment on column headgate_private.api_rate_limits.status is 'active; draining: what waits is worked off, nothing more is enqueued; paused: nothing is granted, jobs wait; inactive: nothing is granted and nothing is enqueued.';
comment on column headgate_private.api_rate_limits.request_slots is 'Requests granted per slot, oldest first; the 61st is the present one, those behind it are promised.';
comment on column headgate_private.api_rate_limits.token_slots is 'Tokens charged per slot, oldest first; the 61st is the present one, those behind it are promised.';
comment on column headgate_private.api_rate_limits.mode is 'strict: no window of any alignment sees more than the limits. mirror: buckets that hold the limit and refill in one window, for a provider that counts like that.';
comment on column headgate_private.api_rate_limits.oversize is 'What becomes of a request larger than a window: refuse at once, or admit_alone, when nothing else is taken.';
comment on column headgate_private.api_rate_limits.input_token_limit is 'Input tokens in any window; null: unlimited.';
comment on column headgate_private.api_rate_limits.output_token_limit is 'Output tokens in any window; null: unlimited.';
comment on column headgate_private.api_rate_limits.input_token_weight is 'What an input token counts in the total; null: 1.';
comment on column headgate_private.api_rate_limits.output_token_weight is 'What an output token counts in the total; null: 1.';
comment on column headgate_private.api_rate_limits.day_request_limit is 'Requests in a calendar day; null: unlimited.';
comment on column headgate_private.api_rate_limits.day_token_limit is 'Tokens, weighted, in a calendar day; null: unlimited.';
comment on column headgate_private.api_rate_limits.day_cost_limit is 'Micro-units of the currency in a calendar day; null: unlimited.';
comment on column headgate_private.api_rate_limits.day_time_zone is 'Whose midnight ends the day; null: UTC.';
comment on column headgate_private.api_rate_limits.currency is 'Currency of costs, three capital letters; null: costs are not counted.';
comment on column headgate_private.api_rate_limits.request_charge is 'When requests are charged: reserve_only, estimate_then_adjust, actual_only; null: reserve_then_settle.';
comment on column headgate_private.api_rate_limits.token_charge is 'When the total of tokens is charged; null: as above.';
comment on column headgate_private.api_rate_limits.input_token_charge is 'When input tokens are charged; null: as above.';
comment on column headgate_private.api_rate_limits.output_token_charge is 'When output tokens are charged; null: as above.';
comment on column headgate_private.api_rate_limits.parent_ids is 'The scopes that contain this one, as set; null: none.';
comment on column headgate_private.api_rate_limits.endpoint_ids is 'This row and all that contain it, in the order in which they are locked; null: this row alone.';
comment on column headgate_private.api_rate_limits.meters is 'Further limits and what of them is taken; null: none.';
comment on column headgate_private.api_rate_limits.hold_seconds is 'How long a call is held, as seen of late; null: none has ended yet.';
comment on column headgate_private.api_rate_limits.booked_slot is 'Slot of the last booking ahead; a later one comes no earlier.';
