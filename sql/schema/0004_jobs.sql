-- The life of a job, as rows.
--
-- job_queue is the ledger: one row a job, found by its primary key only, kept as history. It is written when the job
-- is enqueued, and once for each attempt that ends; no index mentions a column that changes, so that every update is
-- HOT. A claim does not write it: that a job runs is told by the lease that names it.
--
-- A job that waits has exactly one row beside its ledger row: in `ready` when it may run now, in `scheduled` when it
-- may run later, in `blocked` when others under its concurrency key must end first. Whoever takes that row owns the
-- job's next transition. A claim deletes ready rows, `for update skip locked`, in the order of the one index; anything
-- that makes a job runnable again inserts a new ready row.
--
-- `head` remembers, per line, a position before which no ready row can ever appear: claims start there and never walk
-- dead index entries. Rows are added to it and the greatest one counts, because a row that is updated again and again
-- is itself slow to read while somebody holds an old snapshot.
--
-- A job that runs is named by one `lease`: one claim call's hold on jobs of one type. Its token fences every later call.
--
-- The rows of ready, scheduled, blocked, key_slot, lease and head come and go. These tables are vacuumed after a fixed
-- number of dead rows, since a share of the live ones would be none when the queue is empty and far too many when it is
-- long; not because rows were inserted, for they do not stay; and analyzed seldom, because no plan depends on statistics
-- and each analysis makes every session plan anew. Vacuum does not cut their files short, which locks out everybody for
-- as long as it takes, here and on standbys: tick rotates a table that has grown, at a moment when nobody uses it. Rows
-- of line are only added, and few; sweep has none: both are left to the settings of the server.
--
-- Locks are taken in this order: waiting row (ready, scheduled, blocked) → lease → job_queue → idempotency →
-- api_rate_limits, each table in key order. A claim takes its endpoint first, which is safe because it then waits for
-- nothing but rows that it has taken out of line itself.

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
  key_concurrency integer not null default 1,
  key_order text not null default 'any',
  paused_at timestamptz,
  paused_reason text,
  description text,
  origin text not null default 'operator',
  updated_at timestamptz not null,
  updated_by text not null,
  constraint on_crash_is_known check (on_crash in ('retry', 'dead_letter')),
  constraint key_order_is_known check (key_order in ('any', 'fifo')),
  constraint fifo_runs_one_at_a_time check (key_order = 'any' or key_concurrency = 1),
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
comment on column headgate_private.job_type.key_concurrency is 'How many jobs with the same concurrency key may be in line or running at once.';
comment on column headgate_private.job_type.key_order is 'any: a job that must be tried again lets others of its key go first. fifo: jobs of a key start in the order of their ids, one at a time, and wait for the retries of the one before.';
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
  ready_xid xid8,
  parent_job_id bigint,
  actual_tokens bigint,
  lease_token uuid,
  wait_seconds double precision not null default 0,
  run_seconds double precision not null default 0,
  estimated_tokens integer not null,
  attempt integer not null default 0,
  max_attempts integer not null,
  retry_count integer not null default 0,
  state headgate.job_state not null default 'queued',
  priority smallint not null,
  job_type text not null,
  created_by text not null,
  worker text,
  idempotency_key text,
  concurrency_key text,
  correlation_id text,
  traceparent text,
  payload jsonb not null,
  metadata jsonb not null,
  result jsonb,
  error_details jsonb not null default '[]',
  constraint running_is_told_by_a_lease check (state <> 'running'),
  constraint finished_at_is_set_once_finished check ((state <> 'queued') = (finished_at is not null))
) partition by range (job_id);
alter sequence headgate_private.job_queue_job_id_seq owned by headgate_private.job_queue.job_id;
comment on table headgate_private.job_queue is 'The ledger: one row a job, from enqueue to history.';
comment on column headgate_private.job_queue.job_id is 'Identifies the job.';
comment on column headgate_private.job_queue.created_at is 'When it was enqueued.';
comment on column headgate_private.job_queue.scheduled_at is 'When it may run, or could last have been run.';
comment on column headgate_private.job_queue.deadline_at is 'When it is given up if it has not started; null: never.';
comment on column headgate_private.job_queue.first_started_at is 'When the first attempt that has ended had started.';
comment on column headgate_private.job_queue.started_at is 'When the latest attempt that has ended had started.';
comment on column headgate_private.job_queue.finished_at is 'When it was completed, dead-lettered or cancelled.';
comment on column headgate_private.job_queue.ready_xid is 'Where in the line its ready row stands, if it waits there; null: it has none.';
comment on column headgate_private.job_queue.parent_job_id is 'The job that enqueued it.';
comment on column headgate_private.job_queue.actual_tokens is 'Tokens its attempts really cost, as far as they were reported.';
comment on column headgate_private.job_queue.lease_token is 'Token of the lease under which its latest attempt ended.';
comment on column headgate_private.job_queue.wait_seconds is 'Seconds it waited although it might have run, over all attempts that have ended.';
comment on column headgate_private.job_queue.run_seconds is 'Seconds it ran, over all attempts that were settled or reclaimed.';
comment on column headgate_private.job_queue.estimated_tokens is 'Tokens reserved for one attempt.';
comment on column headgate_private.job_queue.attempt is 'Attempts consumed, without the running one.';
comment on column headgate_private.job_queue.max_attempts is 'Attempts before it is dead-lettered.';
comment on column headgate_private.job_queue.retry_count is 'How often it was put back in line after a failure or a lost lease.';
comment on column headgate_private.job_queue.state is 'Where it is in its life, but that it runs: queued until its attempt has ended.';
comment on column headgate_private.job_queue.priority is '0 first … 9 last.';
comment on column headgate_private.job_queue.job_type is 'Its registered type.';
comment on column headgate_private.job_queue.created_by is 'Database role that enqueued it.';
comment on column headgate_private.job_queue.worker is 'Worker of the latest attempt that has ended.';
comment on column headgate_private.job_queue.idempotency_key is 'Key under which it was enqueued.';
comment on column headgate_private.job_queue.concurrency_key is 'Of the jobs of its type with this key only so many are in line or running at once.';
comment on column headgate_private.job_queue.correlation_id is 'Correlation id given at enqueue; null: job:<job_id> stands for it.';
comment on column headgate_private.job_queue.traceparent is 'W3C trace context given at enqueue.';
comment on column headgate_private.job_queue.payload is 'Input of the handler.';
comment on column headgate_private.job_queue.metadata is 'The application''s own labels.';
comment on column headgate_private.job_queue.result is 'Output of the handler.';
comment on column headgate_private.job_queue.error_details is 'The latest failures, oldest first: at, attempt, worker, reason, error.';

create table headgate_private.ready (
  xid xid8 not null,
  job_id bigint not null,
  since timestamptz not null,
  deadline_at timestamptz,
  lane integer not null,
  tokens integer not null,
  priority smallint not null,
  primary key (lane, priority, xid, job_id)
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, vacuum_truncate = off
);
comment on table headgate_private.ready is 'One row a job that may run now: deleting it is claiming the job. Priority 10 is no line of jobs: its rows name jobs whose coming or end may let others of their concurrency key into line.';
comment on column headgate_private.ready.xid is 'Transaction that put the job in line.';
comment on column headgate_private.ready.job_id is 'The job.';
comment on column headgate_private.ready.since is 'Since when it has been in line.';
comment on column headgate_private.ready.deadline_at is 'When the job is given up if it has not started; null: never.';
comment on column headgate_private.ready.lane is 'Its lane: the job type.';
comment on column headgate_private.ready.tokens is 'Tokens it will reserve.';
comment on column headgate_private.ready.priority is '0 first … 9 last.';

create table headgate_private.line (
  made_in xid8 not null default pg_current_xact_id(),
  lane integer not null,
  priority smallint not null,
  primary key (lane, priority, made_in)
);
comment on table headgate_private.line is 'The lines in which jobs have ever stood, so that claims look at no others.';
comment on column headgate_private.line.made_in is 'Transaction that put the first job there. In the key so that none waits for another; a line may so be named more than once.';
comment on column headgate_private.line.lane is 'The lane.';
comment on column headgate_private.line.priority is 'The priority; 10: see ready.';

create table headgate_private.head (
  xid xid8 not null,
  job_id bigint not null,
  seen xid8 not null,
  made_in xid8 not null default pg_current_xact_id(),
  made_at timestamptz not null,
  lane integer not null,
  priority smallint not null,
  open_xids xid8[] not null,
  primary key (lane, priority, xid, job_id, seen, made_in)
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, vacuum_truncate = off
);
comment on table headgate_private.head is 'Where claims start to look in a line. Rows are only added and pruned; the greatest of a line counts.';
comment on column headgate_private.head.xid is 'No ready row of a transaction before this one can ever appear, except of those in open_xids.';
comment on column headgate_private.head.job_id is 'Of this transaction itself, none with a smaller job id.';
comment on column headgate_private.head.seen is 'First transaction that had not begun when the head was made.';
comment on column headgate_private.head.made_in is 'Transaction that made the head. In the key so that none waits for another that makes the same. The row counts only if it was really written by it, not by the restore of a dump, where transaction ids mean something else.';
comment on column headgate_private.head.made_at is 'When.';
comment on column headgate_private.head.lane is 'The lane.';
comment on column headgate_private.head.priority is 'The priority.';
comment on column headgate_private.head.open_xids is 'Transactions before the head that were still open, or whose rows have not all been claimed: these few are looked up one by one.';

create table headgate_private.scheduled (
  due_at timestamptz not null,
  job_id bigint not null,
  deadline_at timestamptz,
  lane integer not null,
  tokens integer not null,
  priority smallint not null,
  concurrency_key text,
  primary key (lane, due_at, job_id)
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, vacuum_truncate = off
);
comment on table headgate_private.scheduled is 'One row a job that may run later. Claims never look here.';
comment on column headgate_private.scheduled.due_at is 'When it may run.';
comment on column headgate_private.scheduled.job_id is 'The job.';
comment on column headgate_private.scheduled.deadline_at is 'When the job is given up if it has not started; null: never.';
comment on column headgate_private.scheduled.lane is 'Its lane.';
comment on column headgate_private.scheduled.tokens is 'Tokens it will reserve.';
comment on column headgate_private.scheduled.priority is '0 first … 9 last.';
comment on column headgate_private.scheduled.concurrency_key is 'Its concurrency key.';

create table headgate_private.blocked (
  job_id bigint not null,
  deadline_at timestamptz,
  lane integer not null,
  tokens integer not null,
  priority smallint not null,
  concurrency_key text not null,
  primary key (lane, concurrency_key, priority, job_id)
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, vacuum_truncate = off
);
comment on table headgate_private.blocked is 'One row a job that must wait until others with its concurrency key have ended. Claims never look here.';
comment on column headgate_private.blocked.job_id is 'The job.';
comment on column headgate_private.blocked.deadline_at is 'When the job is given up if it has not started; null: never.';
comment on column headgate_private.blocked.lane is 'Its lane.';
comment on column headgate_private.blocked.tokens is 'Tokens it will reserve.';
comment on column headgate_private.blocked.priority is '0 first … 9 last; also the order among the jobs of its key, unless that is fifo.';
comment on column headgate_private.blocked.concurrency_key is 'Its key.';

create table headgate_private.key_slot (
  job_id bigint not null,
  lane integer not null,
  concurrency_key text not null,
  primary key (lane, concurrency_key, job_id)
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, vacuum_truncate = off
);
comment on table headgate_private.key_slot is 'One row a job that takes one of the places of its concurrency key: in line, running, or (fifo) waiting to be tried again.';
comment on column headgate_private.key_slot.job_id is 'The job.';
comment on column headgate_private.key_slot.lane is 'Its lane.';
comment on column headgate_private.key_slot.concurrency_key is 'Its key.';

create table headgate_private.lease (
  lease_token uuid primary key,
  claimed_at timestamptz not null,
  expires_at timestamptz not null,
  run_until timestamptz not null,
  lease_seconds integer not null,
  endpoint_id integer,
  job_type text not null,
  worker text not null,
  actor text not null,
  job_ids bigint[] not null
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, vacuum_truncate = off
);
create index lease_by_expiry on headgate_private.lease (expires_at);
comment on table headgate_private.lease is 'One worker''s hold on the jobs of one type that one claim call gave it. A job runs if and only if a lease names it.';
comment on column headgate_private.lease.lease_token is 'The fencing token.';
comment on column headgate_private.lease.claimed_at is 'When the jobs were claimed and their capacity was taken.';
comment on column headgate_private.lease.expires_at is 'When the hold ends unless a heartbeat extends it.';
comment on column headgate_private.lease.run_until is 'Beyond this no heartbeat extends it.';
comment on column headgate_private.lease.lease_seconds is 'By how much a heartbeat extends it.';
comment on column headgate_private.lease.endpoint_id is 'The endpoint whose capacity its jobs have taken; null: none.';
comment on column headgate_private.lease.job_type is 'Type of its jobs.';
comment on column headgate_private.lease.worker is 'Who holds them.';
comment on column headgate_private.lease.actor is 'Database role that claimed them.';
comment on column headgate_private.lease.job_ids is 'The jobs still held.';

create unlogged table headgate_private.sweep (
  swept_at bigint generated by default as identity,
  swept_whole_at bigint generated by default as identity,
  rotated_at bigint generated by default as identity
);
comment on table headgate_private.sweep is 'Always empty: it carries three sequences, the only registers that are not versioned and so are read in the same time under any snapshot. Unlogged: writing them costs no transaction (from PostgreSQL 15 on), and after a crash they begin anew.';
comment on column headgate_private.sweep.swept_at is 'Its sequence holds when due jobs and lost leases were last looked for, in microseconds.';
comment on column headgate_private.sweep.swept_whole_at is 'Its sequence holds when they were last looked for from the beginning of time, in microseconds.';
comment on column headgate_private.sweep.rotated_at is 'Its sequence holds when a table was last rotated, or somebody tried to, in microseconds.';

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
  concurrency_key text,
  correlation_id text,
  traceparent text,
  metadata jsonb,
  estimated_tokens bigint,
  deadline_at timestamptz,
  max_attempts integer,
  parent_job_id bigint
);
comment on type headgate_private.job_spec is 'One job to enqueue, parsed but not yet judged.';

create type headgate_private.open_line as (
  job_type headgate_private.job_type,
  priority smallint,
  level integer,
  since timestamptz,
  xid xid8,
  job_id bigint,
  of_open_xid boolean,
  head_made_at timestamptz
);
comment on type headgate_private.open_line is 'A line with a job to claim: its first row, and how urgent it is. of_open_xid: the row belongs to a transaction that the head has passed, and no row of another may be taken with it.';

create type headgate_private.claimed_lane as (
  job_type headgate_private.job_type,
  claimed_at timestamptz,
  job_ids bigint[]
);
comment on type headgate_private.claimed_lane is 'Jobs of one type that one claim call has taken out of line, and when.';

create type headgate_private.job_grant as (
  endpoint_id integer,
  granted_at timestamptz,
  requests integer,
  tokens bigint
);
comment on type headgate_private.job_grant is 'Capacity that a job took, with the difference between what it cost and what was reserved.';

create type headgate_private.settlement as (
  element integer,
  job_id bigint,
  lease_token uuid,
  held boolean,
  outcome text,
  result jsonb,
  error jsonb,
  retryable boolean,
  next_at timestamptz,
  actual_tokens bigint,
  actual_requests integer
);
comment on type headgate_private.settlement is 'What a worker reports of one job that it holds.';
