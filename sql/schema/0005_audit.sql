-- The record. Rows are added and never changed.
--
-- One row tells what one call did to jobs under one correlation id: the fifty jobs of a batch share a row a transition,
-- jobs with a correlation id of their own have rows of their own. The ids in a row lie in one block of 256, so that a
-- job is found by an ordinary index on the block.

create table headgate_private.audit_log (
  audit_id bigint generated always as identity primary key,
  logged_at timestamptz not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  job_ids bigint[],
  lease_token uuid,
  attempt integer,
  from_state headgate.job_state,
  to_state headgate.job_state,
  action text not null,
  actor text not null,
  application_user text,
  worker text,
  correlation_id text,
  patient_id text,
  details jsonb
);
create index audit_log_by_job on headgate_private.audit_log ((job_ids[1] >> 8)) where job_ids is not null;
create index audit_log_by_event on headgate_private.audit_log (lease_token) where to_state is null and lease_token is not null;
create index audit_log_by_correlation on headgate_private.audit_log (correlation_id) where correlation_id is not null;
create index audit_log_by_patient on headgate_private.audit_log (patient_id) where patient_id is not null;
comment on table headgate_private.audit_log is 'Every transition of every job, every event reported by log_audit_event, every change of configuration. Append-only.';
comment on column headgate_private.audit_log.audit_id is 'Identifies the row.';
comment on column headgate_private.audit_log.logged_at is 'When it happened.';
comment on column headgate_private.audit_log.transaction_id is 'The transaction that did it.';
comment on column headgate_private.audit_log.job_ids is 'The jobs it concerns, all of one block of 256 ids; null: none.';
comment on column headgate_private.audit_log.lease_token is 'The lease under which it was done.';
comment on column headgate_private.audit_log.attempt is 'The attempt during which it was done.';
comment on column headgate_private.audit_log.from_state is 'State of the job before a transition.';
comment on column headgate_private.audit_log.to_state is 'State of the job after a transition; null: no transition.';
comment on column headgate_private.audit_log.action is 'What was done.';
comment on column headgate_private.audit_log.actor is 'Database role that did it.';
comment on column headgate_private.audit_log.application_user is 'User of the application on whose behalf it was done.';
comment on column headgate_private.audit_log.worker is 'Worker that did it.';
comment on column headgate_private.audit_log.correlation_id is 'Correlation id of the jobs or the event; null with jobs: for each of them job:<job_id> stands for it.';
comment on column headgate_private.audit_log.patient_id is 'The patient it concerns.';
comment on column headgate_private.audit_log.details is 'Whatever else there is to say: reason, before, after.';
