-- What a reservation knows: every dimension, every scope, a moment to begin, whom it belongs to.
--
-- As long as a reservation takes requests and tokens of one endpoint, and nothing else was reported, `charges` is null and
-- the columns of old say all. Otherwise it holds what is charged so far, of each endpoint, so that a settlement is exact
-- whatever limits, weights, charge modes and parents have become meanwhile.

alter table headgate_private.reservation
  add column input_tokens bigint,
  add column output_tokens bigint,
  add column cost bigint,
  add column places integer not null default 1,
  add column starts_at timestamptz,
  add column worker text,
  add column lease_token uuid,
  add column job_type text,
  add column charges headgate_private.charge[];
create index reservation_by_lease on headgate_private.reservation (lease_token) where lease_token is not null;
comment on column headgate_private.reservation.requests is 'Requests estimated.';
comment on column headgate_private.reservation.tokens is 'Tokens estimated, without weights.';
comment on column headgate_private.reservation.granted_at is 'When the call may be made: names the slot to correct at settlement.';
comment on column headgate_private.reservation.input_tokens is 'Input tokens estimated; null: not told apart.';
comment on column headgate_private.reservation.output_tokens is 'Output tokens estimated; null: not told apart.';
comment on column headgate_private.reservation.cost is 'Cost estimated, in micro-units; null: none given.';
comment on column headgate_private.reservation.places is 'Places among the concurrent calls that it takes.';
comment on column headgate_private.reservation.starts_at is 'When a booking made ahead begins; null: it began when it was granted.';
comment on column headgate_private.reservation.worker is 'Who spends the permits of a lease of permits; null: it is none.';
comment on column headgate_private.reservation.lease_token is 'Lease of the job that the call belongs to: ends with it at the latest.';
comment on column headgate_private.reservation.job_type is 'Job type whose estimates learn from this call.';
comment on column headgate_private.reservation.charges is 'What is charged so far, of each endpoint; null: requests and tokens of endpoint_id, as estimated.';

alter table headgate_private.reservation_settled
  add column actual_requests bigint,
  add column actual_tokens bigint,
  add column actual_input_tokens bigint,
  add column actual_output_tokens bigint,
  add column actual_cost bigint,
  add column charges headgate_private.charge[];
comment on column headgate_private.reservation_settled.actual_requests is 'Requests reported; null: as charged.';
comment on column headgate_private.reservation_settled.actual_tokens is 'Tokens reported; null: as charged.';
comment on column headgate_private.reservation_settled.actual_input_tokens is 'Input tokens reported or estimated; null: not told apart.';
comment on column headgate_private.reservation_settled.actual_output_tokens is 'Output tokens reported or estimated; null: not told apart.';
comment on column headgate_private.reservation_settled.actual_cost is 'Cost reported or estimated; null: none given.';
comment on column headgate_private.reservation_settled.charges is 'What is charged of each endpoint; null: as in charged_requests and charged_tokens.';

create type headgate_private.capacity_release as (
  element integer,
  reservation_id bigint,
  reported headgate_private.charge
);
comment on type headgate_private.capacity_release is 'One element of a batch of releases: what a call is reported to have cost.';
