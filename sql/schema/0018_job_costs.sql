-- What a job costs, of every kind.
--
-- A job says what it will cost as a total of tokens, or as input and output tokens, of which the total is the sum; and, if
-- it likes, in money. What few jobs say is null elsewhere: a row that does not have it is no larger, and what was HOT stays
-- so. What a job costs stands in its waiting row too, because a claim judges by nothing else.
--
-- What a scope counts of a job follows from its terms: weights and charge modes. A lease keeps those under which the capacity
-- of its jobs was taken, so that a settlement gives back what was charged, whatever the terms have become meanwhile.

alter table headgate_private.job_type
  add column input_tokens integer,
  add column output_tokens integer,
  add column cost bigint;
comment on column headgate_private.job_type.estimated_tokens is 'Tokens a job is expected to cost when it does not say; the sum of input_tokens and output_tokens where these are set.';
comment on column headgate_private.job_type.input_tokens is 'Input tokens a job is expected to cost when it does not say; null: kinds are not told apart.';
comment on column headgate_private.job_type.output_tokens is 'Output tokens likewise; null if and only if input_tokens is.';
comment on column headgate_private.job_type.cost is 'What a job is expected to cost when it does not say, in millionths of the currency of its endpoint; null: nothing.';

alter table headgate_private.job_queue
  add column estimated_input_tokens integer,
  add column estimated_output_tokens integer,
  add column estimated_cost bigint,
  add column actual_input_tokens bigint,
  add column actual_output_tokens bigint,
  add column actual_cost bigint;
comment on column headgate_private.job_queue.estimated_tokens is 'Tokens reserved for one attempt: the sum of those of both kinds where they are told apart.';
comment on column headgate_private.job_queue.estimated_input_tokens is 'Input tokens reserved for one attempt; null: kinds are not told apart, and the total counts as each of them.';
comment on column headgate_private.job_queue.estimated_output_tokens is 'Output tokens likewise; null if and only if estimated_input_tokens is.';
comment on column headgate_private.job_queue.estimated_cost is 'Cost reserved for one attempt, in millionths of the currency of its endpoint; null: none.';
comment on column headgate_private.job_queue.actual_input_tokens is 'Input tokens its attempts really cost, as far as they were reported.';
comment on column headgate_private.job_queue.actual_output_tokens is 'Output tokens its attempts really cost, as far as they were reported.';
comment on column headgate_private.job_queue.actual_cost is 'What its attempts really cost in millionths, as far as it was reported.';

alter table headgate_private.ready
  add column input_tokens integer,
  add column output_tokens integer,
  add column cost bigint;
comment on column headgate_private.ready.input_tokens is 'Input tokens it will reserve; null: see job_queue.';
comment on column headgate_private.ready.output_tokens is 'Output tokens it will reserve.';
comment on column headgate_private.ready.cost is 'Cost it will reserve.';

alter table headgate_private.scheduled
  add column input_tokens integer,
  add column output_tokens integer,
  add column cost bigint;
comment on column headgate_private.scheduled.input_tokens is 'Input tokens it will reserve; null: see job_queue.';
comment on column headgate_private.scheduled.output_tokens is 'Output tokens it will reserve.';
comment on column headgate_private.scheduled.cost is 'Cost it will reserve.';

alter table headgate_private.blocked
  add column input_tokens integer,
  add column output_tokens integer,
  add column cost bigint;
comment on column headgate_private.blocked.input_tokens is 'Input tokens it will reserve; null: see job_queue.';
comment on column headgate_private.blocked.output_tokens is 'Output tokens it will reserve.';
comment on column headgate_private.blocked.cost is 'Cost it will reserve.';

alter table headgate_private.api_rate_limits
  add column waiting_input_tokens bigint,
  add column waiting_output_tokens bigint;
comment on column headgate_private.api_rate_limits.waiting_input_tokens is 'Input tokens that the job of waiting_tokens needs; counts as long as that does.';
comment on column headgate_private.api_rate_limits.waiting_output_tokens is 'Output tokens that the job of waiting_tokens needs.';

create type headgate_private.terms as (
  endpoint_id integer,
  input_token_weight numeric,
  output_token_weight numeric,
  request_charge text,
  token_charge text,
  input_token_charge text,
  output_token_charge text
);
comment on type headgate_private.terms is 'How one endpoint counts what a call costs; null in all but endpoint_id: in the usual way.';

create type headgate_private.scope_room as (
  terms headgate_private.terms,
  tokens bigint,
  input_tokens bigint,
  output_tokens bigint,
  cost bigint
);
comment on type headgate_private.scope_room is 'What one scope can take of the jobs of a lane; null: without limit.';

alter table headgate_private.lease add column terms headgate_private.terms[];
comment on column headgate_private.lease.terms is 'Terms under which the capacity of its jobs was taken, of the endpoints that have any of their own; null: none has.';

alter type headgate_private.job_spec
  add attribute input_tokens bigint,
  add attribute output_tokens bigint,
  add attribute cost_micros bigint;

alter type headgate_private.settlement
  add attribute actual_input_tokens bigint,
  add attribute actual_output_tokens bigint,
  add attribute actual_cost bigint;
comment on type headgate_private.settlement is 'What a worker reports of one job that it holds. Where kinds of tokens are reported, actual_tokens is their sum.';

alter type headgate_private.job_grant
  drop attribute requests,
  drop attribute tokens,
  drop attribute estimated_tokens,
  drop attribute endpoint_ids,
  add attribute endpoint_ids integer[],
  add attribute estimate headgate_private.charge,
  add attribute reported headgate_private.charge,
  add attribute terms headgate_private.terms[];
comment on type headgate_private.job_grant is 'Capacity that a job took: of which endpoints (endpoint_ids null: of endpoint_id alone) and on which terms, what was estimated, and what was reported; null in either: not told.';
