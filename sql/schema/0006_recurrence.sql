-- Jobs that come back: what tick enqueues, and when.
--
-- next_at is the next occurrence; try_at is when tick looks at the row again: at next_at, or later when the queue
-- was full. An occurrence is enqueued and both are moved on in one transaction under the lock of the row, so
-- each is enqueued once, whoever ticks.

create table headgate_private.job_schedule (
  name text primary key,
  job_type text not null,
  cron text not null,
  time_zone text not null,
  payload jsonb not null,
  metadata jsonb not null,
  priority smallint,
  estimated_tokens integer,
  catch_up text not null,
  next_at timestamptz not null,
  try_at timestamptz not null,
  last_at timestamptz,
  last_job_id bigint,
  jobs_made bigint not null default 0,
  last_error jsonb,
  paused_at timestamptz,
  paused_reason text,
  updated_at timestamptz not null,
  updated_by text not null,
  constraint catch_up_is_known check (catch_up in ('skip', 'latest', 'all'))
) with (fillfactor = 70);
create index job_schedule_by_try on headgate_private.job_schedule (try_at) where paused_at is null;
comment on table headgate_private.job_schedule is 'Recurring jobs: one row a schedule.';
comment on column headgate_private.job_schedule.name is 'Name of the schedule.';
comment on column headgate_private.job_schedule.job_type is 'Type of the jobs it makes. That it is registered is judged when it is set and at each occurrence.';
comment on column headgate_private.job_schedule.cron is 'When, as five fields or a macro.';
comment on column headgate_private.job_schedule.time_zone is 'Whose wall clock: UTC or Region/Place.';
comment on column headgate_private.job_schedule.payload is 'Payload of each job.';
comment on column headgate_private.job_schedule.metadata is 'Metadata of each job, to which schedule and occurrence are added.';
comment on column headgate_private.job_schedule.priority is 'Priority of each job; null: that of the job type.';
comment on column headgate_private.job_schedule.estimated_tokens is 'Tokens that each job reserves; null: those of the job type.';
comment on column headgate_private.job_schedule.catch_up is 'What becomes of occurrences missed while nobody ticked: skip, latest or all.';
comment on column headgate_private.job_schedule.next_at is 'The next occurrence, or the first that is still to be enqueued.';
comment on column headgate_private.job_schedule.try_at is 'When tick looks at it again.';
comment on column headgate_private.job_schedule.last_at is 'The latest occurrence that was enqueued.';
comment on column headgate_private.job_schedule.last_job_id is 'Its job.';
comment on column headgate_private.job_schedule.jobs_made is 'How many jobs it has made.';
comment on column headgate_private.job_schedule.last_error is 'Why the latest occurrence was refused: at, occurrence, sqlstate, message, retry_at; null: it was not.';
comment on column headgate_private.job_schedule.paused_at is 'Since when it makes no jobs; null: not paused.';
comment on column headgate_private.job_schedule.paused_reason is 'Why it is paused.';
comment on column headgate_private.job_schedule.updated_at is 'When it was last set.';
comment on column headgate_private.job_schedule.updated_by is 'Who set it last.';

create type headgate_private.cron as (
  minutes integer[],
  hours integer[],
  days integer[],
  months integer[],
  weekdays integer[],
  either_day boolean,
  by_interval boolean
);
comment on type headgate_private.cron is 'A cron expression, parsed: what each field allows, ascending; whether one of the two kinds of days is enough; whether it goes by intervals of real time.';
