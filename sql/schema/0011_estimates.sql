-- Estimates that learn. What calls and jobs really cost is only inserted, a row a call or a batch of jobs, so that nobody
-- waits for anybody; tick takes the samples in. A quantile follows the samples without keeping them: each moves it up by
-- a little if it is greater, down by a little if it is not, so that in the end as large a share lies below as was asked for.

create table headgate_private.estimate_sample (
  sample_id bigint generated always as identity primary key,
  job_type text not null,
  ratios double precision[] not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
comment on table headgate_private.estimate_sample is 'What calls have cost, as multiples of their estimates, until tick takes it in.';
comment on column headgate_private.estimate_sample.sample_id is 'In the order in which they came.';
comment on column headgate_private.estimate_sample.job_type is 'The job type.';
comment on column headgate_private.estimate_sample.ratios is 'Tokens really used, divided by those estimated.';

create table headgate_private.learned_estimate (
  job_type text primary key,
  ratio double precision not null,
  step double precision not null,
  samples bigint not null,
  updated_at timestamptz not null,
  constraint ratio_is_a_number check (ratio > 0 and ratio <= 1000000)
);
comment on table headgate_private.learned_estimate is 'By what factor the estimates of a job type should be multiplied.';
comment on column headgate_private.learned_estimate.job_type is 'The job type.';
comment on column headgate_private.learned_estimate.ratio is 'The quantile estimate_quantile of what calls really cost, divided by what was estimated.';
comment on column headgate_private.learned_estimate.step is 'By how much a sample moves it, as a part of it.';
comment on column headgate_private.learned_estimate.samples is 'How many samples it has seen.';
comment on column headgate_private.learned_estimate.updated_at is 'When it saw the last.';
