-- Effect:    job_queue: one row; ready or scheduled: one row; idempotency: the key; one audit row.
-- Locks:     idempotency, if a key is given: a second enqueue of the key waits for the first to commit.
-- Isolation: joins the caller's transaction: the job exists when that commits.
create function headgate.enqueue_job(
  p_job_type text,
  p_payload jsonb default '{}',
  p_priority integer default null,
  p_scheduled_at timestamptz default null,
  p_idempotency_key text default null,
  p_idempotency_scope text default 'unfinished',
  p_idempotency_seconds integer default null,
  p_concurrency_key text default null,
  p_correlation_id text default null,
  p_traceparent text default null,
  p_metadata jsonb default '{}',
  p_estimated_tokens bigint default null,
  p_deadline_at timestamptz default null,
  p_max_attempts integer default null,
  p_parent_job_id headgate.job_id default null,
  p_input_tokens bigint default null,
  p_output_tokens bigint default null,
  p_cost_micros bigint default null
)
returns table (
  job_id headgate.nn_job_id,
  created headgate.nn_boolean,
  outcome headgate.nn_text,
  scheduled_at headgate.nn_timestamptz
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select e.job_id::headgate.nn_job_id, e.created::headgate.nn_boolean, e.outcome::headgate.nn_text,
    e.scheduled_at::headgate.nn_timestamptz
  from headgate_private.enqueue(
    array[row(
      0, p_job_type, p_payload, p_priority, p_scheduled_at, p_idempotency_key, p_idempotency_scope,
      p_idempotency_seconds, p_concurrency_key, p_correlation_id, p_traceparent, p_metadata, p_estimated_tokens, p_deadline_at,
      p_max_attempts, p_parent_job_id, p_input_tokens, p_output_tokens, p_cost_micros
    )::headgate_private.job_spec],
    false
  ) e;
end
$$;

comment on function headgate.enqueue_job(text, jsonb, integer, timestamptz, text, text, integer, text, text, text, jsonb, bigint, timestamptz, integer, headgate.job_id, bigint, bigint, bigint) is
'Puts a job in line, in the caller''s transaction.

With an idempotency key the same key gives the same job: the loser of a race gets the winner''s job id, outcome duplicate. When the endpoint''s queue is full, backpressure delays the job (outcome delayed) or refuses it with queue_full.
@param p_job_type A registered job type.
@param p_payload Input of the handler, any JSON; its largest size is a setting (max_payload_bytes).
@param p_priority 0 first … 9 last; default: that of the job type.
@param p_scheduled_at When it may run, up to the setting schedule_horizon_days ahead; default: at once.
@param p_idempotency_key 1 to 200 characters, unique within the job type.
@param p_idempotency_scope How long the key stands for the job: unfinished (until it has finished), interval (p_idempotency_seconds) or forever.
@param p_idempotency_seconds Seconds, 1 to 31536000; with the scope interval only.
@param p_concurrency_key 1 to 200 characters: of the jobs of its type with this key only so many are in line or running at once (key_concurrency of the job type). Jobs of different keys take turns, so that none holds up the others.
@param p_correlation_id 1 to 200 characters, noted on every audit row of the job; default: that of the parent job, else job:<job_id>.
@param p_traceparent W3C trace context, version 00.
@param p_metadata Labels of your own, a JSON object.
@param p_estimated_tokens Tokens to reserve for an attempt, 0 to 2147483647; default: that of the job type. Where the endpoint limits input or output tokens, they count as both.
@param p_deadline_at When the job is given up if it has not started, after p_scheduled_at and up to the setting schedule_horizon_days ahead; default: that of the job type.
@param p_max_attempts 1 to 1000; default: that of the job type.
@param p_parent_job_id The job that enqueues this one; gives its correlation id and trace context.
@param p_input_tokens Input tokens to reserve for an attempt, 0 to 2147483647, in place of p_estimated_tokens; default: those of the job type, or 0 beside p_output_tokens. Both together must not exceed 2147483647.
@param p_output_tokens Output tokens to reserve for an attempt, likewise.
@param p_cost_micros Cost to reserve for an attempt in millionths of the currency of the endpoint, 0 to 1000000000000000; default: that of the job type.
@returns one row: the job, whether this call created it, outcome (accepted, delayed, duplicate) and when it may run.
@errors JQ001 JQ002 JQ003 JQ004 JQ101 JQ107 JQ202 JQ203 JQ209 JQ210
@since 0.1';
