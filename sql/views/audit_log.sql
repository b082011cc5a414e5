-- The record, for those who may read it; lease tokens are left out, as in every view.
create view headgate.audit_log as
select a.audit_id, a.logged_at, a.transaction_id, j.job_id, a.attempt, a.from_state, a.to_state,
  a.action, a.actor, a.application_user, a.worker,
  coalesce(a.correlation_id, 'job:' || j.job_id) as correlation_id, a.patient_id, a.details
from headgate_private.audit_log a
left join lateral pg_catalog.unnest(a.job_ids) as j (job_id) on true;

comment on view headgate.audit_log is 'Every transition of every job, every event reported by log_audit_event, every change of configuration.';
comment on column headgate.audit_log.audit_id is 'Identifies the record. What one call did to many jobs is one record and a row here for each of them.';
comment on column headgate.audit_log.logged_at is 'When it happened.';
comment on column headgate.audit_log.transaction_id is 'The transaction that did it.';
comment on column headgate.audit_log.job_id is 'The job it concerns.';
comment on column headgate.audit_log.attempt is 'The attempt during which it was done.';
comment on column headgate.audit_log.from_state is 'State of the job before a transition.';
comment on column headgate.audit_log.to_state is 'State of the job after a transition; null: no transition.';
comment on column headgate.audit_log.action is 'What was done.';
comment on column headgate.audit_log.actor is 'Database role that did it.';
comment on column headgate.audit_log.application_user is 'User of the application on whose behalf it was done.';
comment on column headgate.audit_log.worker is 'Worker that did it.';
comment on column headgate.audit_log.correlation_id is 'Correlation id of the job or the event.';
comment on column headgate.audit_log.patient_id is 'The patient it concerns.';
comment on column headgate.audit_log.details is 'Whatever else there is to say: reason, before, after.';
