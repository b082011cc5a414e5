-- The life of a job, as rows.
--
-- job_queue is the ledger: one row a job, found by its primary key only, kept as history. No index mentions a
-- column that changes, so that every update is HOT.
--
-- A job that waits has exactly one row beside its ledger row: in `ready` when it may run now, in `scheduled`
-- when it may run later. Whoever takes that row owns the job's next transition. A claim deletes ready rows,
-- `for update skip locked`, in the order of the one index; anything that makes a job runnable again inserts a
-- new ready row.
--
-- `head` remembers, per lane and priority, a position before which no ready row can ever appear: claims start
-- there and never walk dead index entries. A ready row older than the snapshot's xmin is either visible or
-- gone for ever, so least(first visible row, xmin) is such a position.
--
-- A job that runs is named by one `lease`: one claim call's hold on jobs of one type. Its token fences every
-- later call.
--
-- Locks are taken in this order: waiting row (ready, scheduled) → lease → job_queue → api_rate_limits, each
-- table in key order. A claim takes its endpoint first, which is safe because it then only waits for ledger
-- rows whose waiting row it holds.

create table headgate_private.job_type (
  job_type text primary key,
  lane integer generated always as identity unique,
  endpoint_id integer references headgate_private.api_rate_limits,
  default_priority smallint not null default 5,
  max_attempts integer not null default 5,
  lease_seconds integer,
  max_run_seconds integer,
  deadline_seconds integer,
  on_crash text not null default 'retry',
  crash_counts boolean not null default true,
  backoff text not null default 'exponential',
  backoff_base_seconds numeric not null default 2,
  backoff_cap_seconds numeric not null default 300,
  max_payload_bytes integer,
  estimated_tokens integer not null default 0,
  requires_audit boolean not null default false,
  paused_at timestamptz,
  paused_reason text,
  description text,
  origin text not null default 'operator',
  updated_at timestamptz not null,
  updated_by text not null,
  constraint on_crash_is_known check (on_crash in ('retry', 'dead_letter')),
  constraint backoff_is_known check (backoff in ('fixed', 'linear', 'exponential')),
  constraint origin_is_known check (origin in ('seed', 'operator'))
);
comment on table headgate_private.job_type is 'The registered kinds of work. A job of a type that is not here cannot be enqueued.';
comment on column headgate_private.job_type.job_type is 'Name.';
comment on column headgate_private.job_type.lane is 'Number of the line in which ready jobs of this type stand.';
comment on column headgate_private.job_type.endpoint_id is 'The endpoint whose capacity each job of this type takes; null: none.';
comment on column headgate_private.job_type.default_priority is 'Priority of a job that names none: 0 first … 9 last.';
comment on column headgate_private.job_type.max_attempts is 'Attempts before a failing job is dead-lettered.';
comment on column headgate_private.job_type.lease_seconds is 'Seconds a lease lasts without a heartbeat; null: the setting timeout_seconds.';
comment on column headgate_private.job_type.max_run_seconds is 'Seconds one attempt may run, heartbeats or not; null: the setting max_run_seconds.';
comment on column headgate_private.job_type.deadline_seconds is 'Seconds after enqueue when a job is given up; null: never.';
comment on column headgate_private.job_type.on_crash is 'What a lost lease does: retry or dead_letter.';
comment on column headgate_private.job_type.crash_counts is 'Whether a lost lease consumes an attempt.';
comment on column headgate_private.job_type.backoff is 'How the delay before a retry grows: fixed, linear or exponential. Half of it is random.';
comment on column headgate_private.job_type.backoff_base_seconds is 'Delay before the first retry, in seconds.';
comment on column headgate_private.job_type.backoff_cap_seconds is 'Longest delay before a retry, in seconds.';
comment on column headgate_private.job_type.max_payload_bytes is 'Largest payload, in bytes as stored; null: the setting max_payload_bytes.';
comment on column headgate_private.job_type.estimated_tokens is 'Tokens a job is expected to cost when it does not say.';
comment on column headgate_private.job_type.requires_audit is 'Whether a job can only be completed after log_audit_event was called under its lease.';
comment on column headgate_private.job_type.paused_at is 'Since when claims skip this type; null: not paused.';
comment on column headgate_private.job_type.paused_reason is 'Why it is paused.';
comment on column headgate_private.job_type.description is 'What the work is.';
comment on column headgate_private.job_type.origin is 'seed: set by a seed, which may change it. operator: seeds leave it alone.';
comment on column headgate_private.job_type.updated_at is 'When it was last changed.';
comment on column headgate_private.job_type.updated_by is 'Who changed it last.';

-- An identity column would do if it were allowed on partitioned tables before PostgreSQL 17.
create sequence headgate_private.job_queue_job_id_seq;

create table headgate_private.job_queue (
  job_id bigint primary key default pg_catalog.nextval('headgate_private.job_queue_job_id_seq'),
  created_at timestamptz not null,
  scheduled_at timestamptz not null,
  deadline_at timestamptz,
  first_started_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  reserved_at timestamptz,
  ready_xid xid8,
  parent_job_id bigint,
  actual_tokens bigint,
  lease_token uuid,
  wait_seconds double precision not null default 0,
  run_seconds double precision not null default 0,
  estimated_tokens integer not null,
  reserved_endpoint_id integer,
  attempt integer not null default 0,
  max_attempts integer not null,
  retry_count integer not null default 0,
  state headgate.job_state not null default 'queued',
  priority smallint not null,
  job_type text not null,
  created_by text not null,
  worker text,
  idempotency_key text,
  correlation_id text,
  traceparent text,
  payload jsonb not null,
  metadata jsonb not null,
  result jsonb,
  error_details jsonb not null default '[]',
  constraint running_has_lease check (state <> 'running' or lease_token is not null),
  constraint finished_at_is_set_once_finished check (
    (state in ('completed', 'dead_lettered', 'cancelled')) = (finished_at is not null)
  )
) partition by range (job_id);
alter sequence headgate_private.job_queue_job_id_seq owned by headgate_private.job_queue.job_id;
comment on table headgate_private.job_queue is 'The ledger: one row a job, from enqueue to history.';
comment on column headgate_private.job_queue.job_id is 'Identifies the job.';
comment on column headgate_private.job_queue.created_at is 'When it was enqueued.';
comment on column headgate_private.job_queue.scheduled_at is 'When it may run, or could last have been run.';
comment on column headgate_private.job_queue.deadline_at is 'When it is given up if it has not started; null: never.';
comment on column headgate_private.job_queue.first_started_at is 'When its first attempt started.';
comment on column headgate_private.job_queue.started_at is 'When its latest attempt started.';
comment on column headgate_private.job_queue.finished_at is 'When it was completed, dead-lettered or cancelled.';
comment on column headgate_private.job_queue.reserved_at is 'When capacity was taken for the latest attempt.';
comment on column headgate_private.job_queue.ready_xid is 'Where in the line its ready row stands; null: it has none.';
comment on column headgate_private.job_queue.parent_job_id is 'The job that enqueued it.';
comment on column headgate_private.job_queue.actual_tokens is 'Tokens its attempts really cost, as far as they were reported.';
comment on column headgate_private.job_queue.lease_token is 'Token of its latest lease.';
comment on column headgate_private.job_queue.wait_seconds is 'Seconds it waited although it might have run, over all attempts.';
comment on column headgate_private.job_queue.run_seconds is 'Seconds it ran, over all attempts that were settled or reclaimed.';
comment on column headgate_private.job_queue.estimated_tokens is 'Tokens reserved for one attempt.';
comment on column headgate_private.job_queue.reserved_endpoint_id is 'The endpoint whose capacity the latest attempt took; null: none.';
comment on column headgate_private.job_queue.attempt is 'Attempts consumed, the running one included.';
comment on column headgate_private.job_queue.max_attempts is 'Attempts before it is dead-lettered.';
comment on column headgate_private.job_queue.retry_count is 'How often it was put back in line after a failure or a lost lease.';
comment on column headgate_private.job_queue.state is 'Where it is in its life.';
comment on column headgate_private.job_queue.priority is '0 first … 9 last.';
comment on column headgate_private.job_queue.job_type is 'Its registered type.';
comment on column headgate_private.job_queue.created_by is 'Database role that enqueued it.';
comment on column headgate_private.job_queue.worker is 'Worker of its latest attempt.';
comment on column headgate_private.job_queue.idempotency_key is 'Key under which it was enqueued.';
comment on column headgate_private.job_queue.correlation_id is 'Correlation id given at enqueue; null: job:<job_id> stands for it.';
comment on column headgate_private.job_queue.traceparent is 'W3C trace context given at enqueue.';
comment on column headgate_private.job_queue.payload is 'Input of the handler.';
comment on column headgate_private.job_queue.metadata is 'The application''s own labels.';
comment on column headgate_private.job_queue.result is 'Output of the handler.';
comment on column headgate_private.job_queue.error_details is 'The latest failures, oldest first: at, attempt, worker, reason, error.';

create table headgate_private.ready (
  xid xid8 not null,
  job_id bigint not null,
  lane integer not null,
  tokens integer not null,
  priority smallint not null,
  primary key (lane, priority, xid, job_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000);
comment on table headgate_private.ready is 'One row a job that may run now. Deleting it is claiming the job.';
comment on column headgate_private.ready.xid is 'Transaction that put the job in line.';
comment on column headgate_private.ready.job_id is 'The job.';
comment on column headgate_private.ready.lane is 'Its line.';
comment on column headgate_private.ready.tokens is 'Tokens it will reserve.';
comment on column headgate_private.ready.priority is '0 first … 9 last.';

create table headgate_private.head (
  lane integer not null,
  priority smallint not null,
  xid xid8 not null default '0',
  moved_at timestamptz not null,
  primary key (lane, priority)
) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);
comment on table headgate_private.head is 'Where a claim starts to look in a line: no ready row before it can ever appear.';
comment on column headgate_private.head.lane is 'The line.';
comment on column headgate_private.head.priority is 'Its priority.';
comment on column headgate_private.head.xid is 'The position.';
comment on column headgate_private.head.moved_at is 'When it was last moved.';

create table headgate_private.scheduled (
  due_at timestamptz not null,
  job_id bigint not null,
  lane integer not null,
  tokens integer not null,
  priority smallint not null,
  primary key (lane, due_at, job_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on table headgate_private.scheduled is 'One row a job that may run later. Claims never look here.';
comment on column headgate_private.scheduled.due_at is 'When it may run.';
comment on column headgate_private.scheduled.job_id is 'The job.';
comment on column headgate_private.scheduled.lane is 'Its line.';
comment on column headgate_private.scheduled.tokens is 'Tokens it will reserve.';
comment on column headgate_private.scheduled.priority is '0 first … 9 last.';

create table headgate_private.lease (
  lease_token uuid primary key,
  claimed_at timestamptz not null,
  expires_at timestamptz not null,
  run_until timestamptz not null,
  lease_seconds integer not null,
  job_type text not null,
  worker text not null,
  actor text not null,
  job_ids bigint[] not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
comment on table headgate_private.lease is 'One worker''s hold on the jobs of one type that one claim call gave it.';
comment on column headgate_private.lease.lease_token is 'The fencing token.';
comment on column headgate_private.lease.claimed_at is 'When the jobs were claimed.';
comment on column headgate_private.lease.expires_at is 'When the hold ends unless a heartbeat extends it.';
comment on column headgate_private.lease.run_until is 'Beyond this no heartbeat extends it.';
comment on column headgate_private.lease.lease_seconds is 'By how much a heartbeat extends it.';
comment on column headgate_private.lease.job_type is 'Type of its jobs.';
comment on column headgate_private.lease.worker is 'Who holds them.';
comment on column headgate_private.lease.actor is 'Database role that claimed them.';
comment on column headgate_private.lease.job_ids is 'The jobs still held.';

create table headgate_private.idempotency (
  job_type text not null,
  key text not null,
  job_id bigint not null,
  expires_at timestamptz not null,
  until_finished boolean not null,
  primary key (job_type, key)
);
create index idempotency_by_expiry on headgate_private.idempotency (expires_at) where expires_at < 'infinity';
comment on table headgate_private.idempotency is 'Keys that stand for a job already enqueued.';
comment on column headgate_private.idempotency.job_type is 'Type within which the key is unique.';
comment on column headgate_private.idempotency.key is 'The key.';
comment on column headgate_private.idempotency.job_id is 'The job it stands for.';
comment on column headgate_private.idempotency.expires_at is 'When the key is free again; infinity: not by time.';
comment on column headgate_private.idempotency.until_finished is 'Whether the key is free once the job has finished.';

create table headgate_private.dead_letter (
  job_type text not null,
  job_id bigint not null,
  dead_at timestamptz not null,
  primary key (job_type, job_id)
);
comment on table headgate_private.dead_letter is 'The jobs that are dead-lettered now, for redrive_jobs.';
comment on column headgate_private.dead_letter.job_type is 'Type of the job.';
comment on column headgate_private.dead_letter.job_id is 'The job.';
comment on column headgate_private.dead_letter.dead_at is 'When it was dead-lettered.';

create type headgate_private.job_spec as (
  element integer,
  job_type text,
  payload jsonb,
  priority integer,
  scheduled_at timestamptz,
  idempotency_key text,
  idempotency_scope text,
  idempotency_seconds integer,
  correlation_id text,
  traceparent text,
  metadata jsonb,
  estimated_tokens bigint,
  deadline_at timestamptz,
  max_attempts integer,
  parent_job_id bigint
);
comment on type headgate_private.job_spec is 'One job to enqueue, parsed but not yet judged.';

create type headgate_private.settlement as (
  element integer,
  job_id bigint,
  lease_token uuid,
  held boolean,
  already boolean,
  outcome text,
  result jsonb,
  error jsonb,
  retryable boolean,
  next_at timestamptz,
  actual_tokens bigint,
  actual_requests integer
);
comment on type headgate_private.settlement is 'What a worker reports of one job that it holds.';
