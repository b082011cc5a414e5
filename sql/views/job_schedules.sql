-- Recurring jobs and how they stand.
create view headgate.job_schedules as
select s.name, s.job_type, s.cron, s.time_zone, s.payload, s.metadata, s.priority, s.estimated_tokens, s.catch_up,
  s.next_at, s.last_at, s.last_job_id, s.jobs_made, s.last_error, s.paused_at, s.paused_reason, s.updated_at, s.updated_by
from headgate_private.job_schedule s;

comment on view headgate.job_schedules is 'Recurring jobs, how they stand and what last went wrong.';
comment on column headgate.job_schedules.name is 'Name of the schedule.';
comment on column headgate.job_schedules.job_type is 'Type of the jobs it makes.';
comment on column headgate.job_schedules.cron is 'When, as five fields or a macro.';
comment on column headgate.job_schedules.time_zone is 'Whose wall clock.';
comment on column headgate.job_schedules.payload is 'Payload of each job.';
comment on column headgate.job_schedules.metadata is 'Metadata of each job, to which schedule and occurrence are added.';
comment on column headgate.job_schedules.priority is 'Priority of each job; null: that of the job type.';
comment on column headgate.job_schedules.estimated_tokens is 'Tokens that each job reserves; null: those of the job type.';
comment on column headgate.job_schedules.catch_up is 'What becomes of missed occurrences: skip, latest or all.';
comment on column headgate.job_schedules.next_at is 'The next occurrence, or the first that is still to be enqueued.';
comment on column headgate.job_schedules.last_at is 'The latest occurrence that was enqueued.';
comment on column headgate.job_schedules.last_job_id is 'Its job.';
comment on column headgate.job_schedules.jobs_made is 'How many jobs it has made.';
comment on column headgate.job_schedules.last_error is 'Why the latest occurrence was refused: at, occurrence, sqlstate, message, retry_at; null: it was not.';
comment on column headgate.job_schedules.paused_at is 'Since when it makes no jobs; null: not paused.';
comment on column headgate.job_schedules.paused_reason is 'Why it is paused.';
comment on column headgate.job_schedules.updated_at is 'When it was last set.';
comment on column headgate.job_schedules.updated_by is 'Who set it last.';
