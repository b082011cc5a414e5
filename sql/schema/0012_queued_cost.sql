-- How much waits for an endpoint, known without counting.
--
-- Whoever puts a job in line or takes one out adds a row that says by how much that changes; nobody updates one row that
-- all would wait for. Now and then somebody takes the rows that he sees into the sum. A transaction that is still open
-- then is in neither, and its row is found by whoever looks later: those of transactions that began before `seen` had all
-- ended when they were taken in, so that nobody looks at them again.

create table headgate_private.queue_change (
  xid xid8 not null default pg_current_xact_id(),
  change_id bigint generated always as identity,
  endpoint_id integer not null,
  jobs integer not null,
  tokens bigint not null,
  primary key (endpoint_id, xid, change_id)
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, vacuum_truncate = off
);
comment on table headgate_private.queue_change is 'By how much one transaction has changed what waits for an endpoint. Kept for endpoints with a queue_depth_limit only.';
comment on column headgate_private.queue_change.xid is 'The transaction.';
comment on column headgate_private.queue_change.change_id is 'Tells its changes apart.';
comment on column headgate_private.queue_change.endpoint_id is 'The endpoint.';
comment on column headgate_private.queue_change.jobs is 'Jobs that came, less those that went.';
comment on column headgate_private.queue_change.tokens is 'Their tokens.';

create table headgate_private.queue_sum (
  endpoint_id integer primary key,
  jobs bigint not null,
  tokens bigint not null,
  seen xid8 not null,
  counted_at timestamptz not null,
  summed_at timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
comment on table headgate_private.queue_sum is 'What waited for an endpoint when the changes were last taken in.';
comment on column headgate_private.queue_sum.endpoint_id is 'The endpoint.';
comment on column headgate_private.queue_sum.jobs is 'Jobs.';
comment on column headgate_private.queue_sum.tokens is 'Their tokens.';
comment on column headgate_private.queue_sum.seen is 'The first transaction that had not ended then: no change of an earlier one is left.';
comment on column headgate_private.queue_sum.counted_at is 'When the jobs themselves were last counted.';
comment on column headgate_private.queue_sum.summed_at is 'When changes were last taken in.';
