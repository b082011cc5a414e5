-- Effect: job_schedule: one row inserted or changed; one audit row; nothing if nothing differs.
-- Locks:  job_schedule: waits for a tick that is just enqueueing an occurrence of it.
create function headgate.schedule_job(
  p_name text,
  p_job_type text,
  p_cron text,
  p_time_zone text default 'UTC',
  p_payload jsonb default '{}',
  p_metadata jsonb default '{}',
  p_priority integer default null,
  p_estimated_tokens bigint default null,
  p_catch_up text default 'latest'
)
returns table (
  name headgate.nn_text,
  created headgate.nn_boolean,
  changed headgate.nn_boolean,
  next_at headgate.nn_timestamptz
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_new headgate_private.job_schedule;
  v_stored record;
begin
  perform headgate_private.require(p_name ~ '^[a-z][a-z0-9_.:-]{0,99}$', 'p_name',
    'must be 1 to 100 of a-z, 0-9, _ . : - and start with a letter');
  perform headgate_private.require(p_catch_up in ('skip', 'latest', 'all'), 'p_catch_up', 'must be skip, latest or all');
  perform headgate_private.require(p_priority is null or p_priority between 0 and 9, 'p_priority', 'must be between 0 and 9');
  perform headgate_private.require(p_estimated_tokens is null or p_estimated_tokens between 0 and 2147483647,
    'p_estimated_tokens', 'must be between 0 and 2147483647');
  perform headgate_private.require(pg_catalog.jsonb_typeof(p_metadata) = 'object', 'p_metadata', 'must be a JSON object');
  perform headgate_private.require(p_payload is not null, 'p_payload', 'must not be null');
  v_new.name := p_name;
  v_new.job_type := p_job_type;
  v_new.cron := pg_catalog.btrim(p_cron);
  v_new.time_zone := headgate_private.require_time_zone(p_time_zone);
  v_new.payload := p_payload;
  v_new.metadata := p_metadata;
  v_new.priority := p_priority;
  v_new.estimated_tokens := p_estimated_tokens;
  v_new.catch_up := p_catch_up;
  v_new.jobs_made := 0;
  v_new.next_at := headgate_private.next_occurrence(v_new.cron, v_new.time_zone, v_now);
  v_new.try_at := v_new.next_at;
  v_new.updated_at := v_now;
  v_new.updated_by := headgate_private.actor();
  perform headgate_private.judge_job_specs(array[headgate_private.schedule_spec(v_new, v_new.next_at)], false, v_now);
  v_stored := headgate_private.store_schedule(v_new);
  return query select p_name::headgate.nn_text, v_stored.o_created::headgate.nn_boolean,
    v_stored.o_changed::headgate.nn_boolean, v_stored.o_next_at::headgate.nn_timestamptz;
end
$$;

comment on function headgate.schedule_job(text, text, text, text, jsonb, jsonb, integer, bigint, text) is
'Has a job enqueued again and again, or changes how. Each call describes the schedule in full: what is left out goes back to its default.

Whoever calls tick, workers or pg_cron, enqueues what is due, each occurrence once. A job has the correlation id schedule:<name>:<occurrence in UTC>, and schedule and occurrence in its metadata.

The five fields are minute, hour, day of month, month, day of week, each with *, values, ranges, lists and steps (*/15, 9-17/2). Months and weekdays have English names (jan, mon); 0 and 7 are Sunday. When neither of the two day fields begins with *, a day that one of them allows is enough. Macros: @hourly, @daily, @weekly, @monthly, @yearly.

Daylight saving: with fixed times of day (no * and no step in minute and hour), a time that is skipped in spring is taken at the first instant after the gap, several such times together once, and a time that comes twice in autumn is taken the first time only. With a * or a step in minute or hour, it is taken at every instant at which the clock shows a matching time: never if it is skipped, twice if it comes twice.

An occurrence that is refused is noted in last_error of headgate.job_schedules and on the record. It is given up, or tried again within five minutes if the error is retryable (queue_full).
@param p_name Name of the schedule: 1 to 100 of a-z, 0-9, _ . : - starting with a letter.
@param p_job_type A registered job type.
@param p_cron Five fields or a macro, up to 1000 characters.
@param p_time_zone UTC, or a name of the form Region/Place, such as Europe/Berlin.
@param p_payload Payload of each job, any JSON.
@param p_metadata Labels of your own for each job, a JSON object.
@param p_priority Priority of each job, 0 first … 9 last; default: that of the job type.
@param p_estimated_tokens Tokens each job reserves, 0 to 2147483647; default: that of the job type.
@param p_catch_up What becomes of occurrences missed while nobody ticked: skip (none is enqueued that is later than the setting schedule_grace_seconds), latest (the last one) or all.
@returns one row: the schedule, whether it was created, whether anything changed, and its next occurrence.
@errors JQ001 JQ002 JQ003 JQ004 JQ101 JQ202 JQ203 JQ209 JQ401 JQ402
@since 0.1';
