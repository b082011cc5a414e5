-- Effect: one audit row. Under a lease it also satisfies requires_audit for that job.
-- Locks:  none. The lease is only looked at: an open transaction must not hold up its heartbeats, and a lease lost
--         after the event cannot complete the job either.
create function headgate.log_audit_event(
  p_action text,
  p_patient_id text default null,
  p_job_id headgate.job_id default null,
  p_correlation_id text default null,
  p_details jsonb default '{}',
  p_lease_token headgate.lease_token default null,
  p_application_user text default null
)
returns table (audit_id headgate.nn_bigint, logged_at headgate.nn_timestamptz)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz;
  v_attempt integer;
  v_worker text;
  v_correlation_id text;
  v_id bigint;
begin
  perform headgate_private.require(p_action ~ '^[a-z][a-z0-9_.:-]{0,99}$', 'p_action',
    'must be 1 to 100 of a-z, 0-9, _ . : - and start with a letter');
  perform headgate_private.require(
    not exists (select from headgate_private.job_transition t where t.action = p_action), 'p_action',
    'is the name of a transition, which only Headgate writes');
  perform headgate_private.require(p_patient_id is null or pg_catalog.length(p_patient_id) between 1 and 200,
    'p_patient_id', 'must have 1 to 200 characters');
  perform headgate_private.require(p_correlation_id is null or pg_catalog.length(p_correlation_id) between 1 and 200,
    'p_correlation_id', 'must have 1 to 200 characters');
  perform headgate_private.require(p_application_user is null or pg_catalog.length(p_application_user) between 1 and 200,
    'p_application_user', 'must have 1 to 200 characters');
  perform headgate_private.require(pg_catalog.jsonb_typeof(p_details) = 'object', 'p_details', 'must be a JSON object');
  perform headgate_private.require(
    pg_catalog.pg_column_size(p_details) <= headgate_private.setting_number('max_payload_bytes'),
    'p_details', 'is larger than the setting max_payload_bytes');
  perform headgate_private.require(p_lease_token is null or p_job_id is not null, 'p_job_id',
    'must be given with p_lease_token');

  if p_job_id is not null then
    select j.attempt + 1, j.correlation_id into v_attempt, v_correlation_id
    from headgate_private.job_queue j
    where j.job_id = p_job_id;
    if not found then
      perform headgate_private.raise_unknown_job(p_job_id);
    end if;
  end if;
  if p_lease_token is not null then
    select l.worker into v_worker
    from headgate_private.lease l
    where l.lease_token = p_lease_token and p_job_id = any (l.job_ids) and l.expires_at > headgate_private.clock();
    if not found then
      perform headgate_private.raise_lease_lost(p_job_id, p_lease_token);
    end if;
  end if;
  v_now := headgate_private.clock();
  insert into headgate_private.audit_log (
    logged_at, job_ids, lease_token, attempt, action, actor, application_user, worker, correlation_id, patient_id,
    details
  ) values (
    v_now, case when p_job_id is not null then array[p_job_id::bigint] end, p_lease_token, case when p_lease_token is not null then v_attempt end, p_action,
    headgate_private.actor(), p_application_user, v_worker,
    coalesce(p_correlation_id, v_correlation_id), p_patient_id, p_details
  )
  returning audit_id into v_id;
  return query select v_id::headgate.nn_bigint, v_now::headgate.nn_timestamptz;
end
$$;

comment on function headgate.log_audit_event(text, text, headgate.job_id, text, jsonb, headgate.lease_token, text) is
'Puts an event on the record: what a handler read or wrote elsewhere, for whom, and on whose behalf.

Call it in the same transaction as the write it records. With p_lease_token it counts for a job type that requires an audit before completion.
@param p_action What was done: 1 to 100 of a-z, 0-9, _ . : - starting with a letter; not the name of a transition.
@param p_patient_id The patient concerned, 1 to 200 characters.
@param p_job_id The job during which it was done.
@param p_correlation_id Correlation id, 1 to 200 characters; default: that of the job.
@param p_details Facts as a JSON object: before, after, reason.
@param p_lease_token The lease under which the job is held; proves that the caller still holds it.
@param p_application_user User of the application on whose behalf it was done, 1 to 200 characters.
@returns one row: the id and time of the record.
@errors JQ001 JQ101 JQ102
@since 0.1';
