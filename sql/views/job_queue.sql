-- The public ledger. Reads only: only select is ever granted. Lease tokens are left out: whoever reads this must
-- not be able to settle somebody else's jobs.
create view headgate.job_queue as
select j.job_id, j.job_type, case when r.job_id is not null then 'running' else j.state end as state, j.priority,
  j.attempt + (r.job_id is not null)::integer as attempt, j.max_attempts, j.retry_count, j.payload, j.metadata,
  coalesce(j.correlation_id, 'job:' || j.job_id) as correlation_id, j.traceparent, j.parent_job_id,
  j.idempotency_key, j.concurrency_key, j.estimated_tokens, j.actual_tokens, j.created_at, j.created_by, j.scheduled_at, j.deadline_at,
  coalesce(j.first_started_at, r.claimed_at) as first_started_at, coalesce(r.claimed_at, j.started_at) as started_at,
  j.finished_at, coalesce(r.worker, j.worker) as worker,
  j.wait_seconds + coalesce(greatest(extract(epoch from r.claimed_at - j.scheduled_at), 0), 0)::double precision as wait_seconds,
  j.run_seconds, j.result,
  j.error_details, j.estimated_input_tokens, j.estimated_output_tokens, j.estimated_cost as estimated_cost_micros,
  j.actual_input_tokens, j.actual_output_tokens, j.actual_cost as actual_cost_micros
from headgate_private.job_queue j
left join (
  select h.job_id, l.claimed_at, l.worker
  from headgate_private.lease l
  cross join lateral pg_catalog.unnest(l.job_ids) as h (job_id)
) r on r.job_id = j.job_id;

comment on view headgate.job_queue is 'One row a job: who, when, how often, why it failed, how long each phase took.';
comment on column headgate.job_queue.job_id is 'Identifies the job.';
comment on column headgate.job_queue.job_type is 'Its registered type.';
comment on column headgate.job_queue.state is 'Where it is in its life.';
comment on column headgate.job_queue.priority is '0 first … 9 last.';
comment on column headgate.job_queue.attempt is 'Attempts consumed, the running one included.';
comment on column headgate.job_queue.max_attempts is 'Attempts before it is dead-lettered.';
comment on column headgate.job_queue.retry_count is 'How often it was put back in line after a failure or a lost lease.';
comment on column headgate.job_queue.payload is 'Input of the handler.';
comment on column headgate.job_queue.metadata is 'The application''s own labels.';
comment on column headgate.job_queue.correlation_id is 'Correlation id on every audit row of the job.';
comment on column headgate.job_queue.traceparent is 'W3C trace context given at enqueue.';
comment on column headgate.job_queue.parent_job_id is 'The job that enqueued it.';
comment on column headgate.job_queue.idempotency_key is 'Key under which it was enqueued.';
comment on column headgate.job_queue.concurrency_key is 'Of the jobs of its type with this key only so many are in line or running at once.';
comment on column headgate.job_queue.estimated_tokens is 'Tokens reserved for one attempt.';
comment on column headgate.job_queue.actual_tokens is 'Tokens its attempts really cost, as far as they were reported.';
comment on column headgate.job_queue.created_at is 'When it was enqueued.';
comment on column headgate.job_queue.created_by is 'Database role that enqueued it.';
comment on column headgate.job_queue.scheduled_at is 'When it may run, or could last have been run.';
comment on column headgate.job_queue.deadline_at is 'When it is given up if it has not started; null: never.';
comment on column headgate.job_queue.first_started_at is 'When its first attempt started.';
comment on column headgate.job_queue.started_at is 'When its latest attempt started.';
comment on column headgate.job_queue.finished_at is 'When it was completed, dead-lettered or cancelled.';
comment on column headgate.job_queue.worker is 'Worker of its latest attempt.';
comment on column headgate.job_queue.wait_seconds is 'Seconds it waited although it might have run, over all attempts.';
comment on column headgate.job_queue.run_seconds is 'Seconds it ran, over all attempts that have ended.';
comment on column headgate.job_queue.result is 'Output of the handler.';
comment on column headgate.job_queue.error_details is 'The latest failures, oldest first: at, attempt, worker, reason, error.';
comment on column headgate.job_queue.estimated_input_tokens is 'Input tokens reserved for one attempt; null: kinds are not told apart.';
comment on column headgate.job_queue.estimated_output_tokens is 'Output tokens reserved for one attempt; null: kinds are not told apart.';
comment on column headgate.job_queue.estimated_cost_micros is 'Cost reserved for one attempt, in millionths of the currency of its endpoint; null: none.';
comment on column headgate.job_queue.actual_input_tokens is 'Input tokens its attempts really cost, as far as they were reported.';
comment on column headgate.job_queue.actual_output_tokens is 'Output tokens its attempts really cost, as far as they were reported.';
comment on column headgate.job_queue.actual_cost_micros is 'What its attempts really cost in millionths, as far as it was reported.';
