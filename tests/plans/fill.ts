import type { TestDatabase } from '../support/database.ts'

/** Rows of each kind: jobs in line, jobs for later, jobs done; a million in all. */
const ROWS = 334_000

/** Types that the calls under test use; the rows of {@link fill} are of these and of twenty others. */
export const types = { plain: 'busy', gated: 'gated', audited: 'witnessed', keyed: 'keyed' }

/** Registers the job types, and keeps autovacuum away, so that statistics are as stale as a test says. */
export async function prepare(db: TestDatabase): Promise<void> {
  await db.pool.query(`
    select headgate.set_api_rate_limit(p_provider => 'p', p_endpoint => 'e', p_concurrency_limit => 1000000,
      p_queue_depth_limit => 2000, p_backpressure => 'reject');
    select headgate.set_api_rate_limit(p_provider => 'p', p_endpoint => 'other');
    select headgate.set_job_type(p_job_type => 'busy');
    select headgate.set_job_type(p_job_type => 'gated', p_provider => 'p', p_endpoint => 'e');
    select headgate.set_job_type(p_job_type => 'witnessed', p_requires_audit => true);
    select headgate.set_job_type(p_job_type => 'idle');
    select headgate.set_job_type(p_job_type => 'keyed');
    select headgate.set_job_type(p_job_type => 'other' || n) from generate_series(1, 20) as n;
  `)
  // A temporary table would do, but creating one makes every session plan anew, and no real burst of jobs does that.
  await db.pool.query(`
    create schema headgate_test;
    create unlogged table headgate_test.job (job_id bigint, kind integer, k integer, n integer, job_type text);
  `)
  await db.pool.query(`do $$
    declare
      v_table regclass;
    begin
      for v_table in
        select oid from pg_class where relnamespace = 'headgate_private'::regnamespace and relkind = 'r'
      loop
        execute format('alter table %s set (autovacuum_enabled = off)', v_table);
      end loop;
    end
  $$`)
}

export async function analyze(db: TestDatabase): Promise<void> {
  await db.pool.query('vacuum analyze')
}

/**
 * Writes rows of every kind straight into the tables: half of those in line stand in the line of
 * `busy`, 300 in that of `gated`, 2,000 for later are due. As many again wait for others of one key.
 * Somebody keeps five thousand leases.
 */
export async function fill(db: TestDatabase): Promise<void> {
  await db.pool.query(`
    insert into headgate_test.job (job_id, kind, k, n, job_type)
    select nextval('headgate_private.job_queue_job_id_seq') as job_id, n % 3 as kind, n / 3 as k, n,
      case when n < 900 then 'gated' when n / 3 % 2 = 0 then 'busy' else 'other' || 1 + n % 20 end as job_type
    from generate_series(0, 3 * ${ROWS} - 1) as n;
    insert into headgate_private.job_queue (job_id, created_at, scheduled_at, finished_at, ready_xid, estimated_tokens,
      max_attempts, state, priority, job_type, created_by, idempotency_key, payload, metadata)
    select job_id, now(), now() + case when kind = 1 then (k - 2000) * interval '1 second' else interval '0' end,
      case when kind = 2 then now() end, case when kind = 0 then pg_current_xact_id() end, 0, 5,
      case when kind < 2 then 'queued' when k % 2 = 0 then 'completed' else 'dead_lettered' end::headgate.job_state,
      5, job_type, 'filler', 'key ' || job_id, '{}', '{}'
    from headgate_test.job;
    insert into headgate_private.ready (xid, job_id, since, lane, tokens, priority)
    select pg_current_xact_id(), job_id, now(), t.lane, 0, 5
    from headgate_test.job join headgate_private.job_type t using (job_type) where kind = 0;
    insert into headgate_private.scheduled (due_at, job_id, lane, tokens, priority)
    select now() + (k - 2000) * interval '1 second', job_id, t.lane, 0, 5
    from headgate_test.job join headgate_private.job_type t using (job_type) where kind = 1;
    insert into headgate_private.dead_letter (job_type, job_id, dead_at)
    select job_type, job_id, now() from headgate_test.job where kind = 2 and k % 2 = 1;
    insert into headgate_private.idempotency (job_type, key, job_id, expires_at, until_finished)
    select job_type, 'key ' || job_id, job_id,
      case when k % 4 = 0 then now() + (k - 2000) * interval '1 second' else 'infinity' end, k % 4 > 0
    from headgate_test.job where kind < 2;
    insert into headgate_private.audit_log (logged_at, job_ids, to_state, action, actor)
    select now(), array[job_id], 'queued', 'enqueued', 'filler' from headgate_test.job;
    insert into headgate_private.line (lane, priority) select lane, 5 from headgate_private.job_type;
    insert into headgate_private.job_queue (created_at, scheduled_at, estimated_tokens, max_attempts, priority, job_type,
      created_by, concurrency_key, payload, metadata)
    select now(), now(), 0, 5, 5, '${types.keyed}', 'filler', 'crowd', '{}', '{}' from generate_series(1, ${ROWS});
    insert into headgate_private.blocked (job_id, lane, tokens, priority, concurrency_key)
    select job_id, t.lane, 0, 5, concurrency_key
    from headgate_private.job_queue join headgate_private.job_type t using (job_type)
    where job_type = '${types.keyed}' and created_by = 'filler';
    insert into headgate_private.reservation (endpoint_id, requests, tokens, granted_at, expires_at, actor)
    select e.endpoint_id, 1, 0, now(), now() + interval '1 day', 'filler'
    from headgate_private.api_rate_limits e cross join generate_series(1, ${ROWS / 2}) where e.provider = 'p';
    update headgate_private.api_rate_limits set in_flight = ${ROWS / 2} where provider = 'p';
    insert into headgate_private.lease (lease_token, claimed_at, expires_at, run_until, lease_seconds, job_type, worker,
      actor, job_ids)
    select gen_random_uuid(), now(), now() + interval '1 hour', now() + interval '1 hour', 3600, 'busy', 'filler', 'filler', '{}'
    from generate_series(1, 5000);
    insert into headgate_private.reservation_settled (reservation_id, endpoint_id, outcome, estimated_requests,
      estimated_tokens, charged_requests, charged_tokens, granted_at, settled_at, actor)
    select -k, 1, 'settled', 1, 0, 1, 0, now(), now() - (k - 50000) * interval '1 minute', 'filler'
    from headgate_test.job where kind = 0;
  `)
}

/** Marks of those who waited for jobs of the type `idle`, and were told. */
export async function mark(db: TestDatabase): Promise<void> {
  await db.pool.query(`
    insert into headgate_private.wake_mark (lane, told_by)
    select t.lane, case when n % 2 = 0 then pg_current_xact_id() end
    from headgate_private.job_type t cross join generate_series(1, ${ROWS / 2}) as n where t.job_type = 'idle'
  `)
}

/** Leaves a hundred rows of what waits, and the dead tuples of the rest: no vacuum follows. */
export async function empty(db: TestDatabase): Promise<void> {
  await db.pool.query(`
    delete from headgate_private.ready where job_id % 1000 <> 0;
    delete from headgate_private.scheduled where job_id % 1000 <> 0;
    delete from headgate_private.blocked where job_id % 1000 <> 0;
    delete from headgate_private.idempotency where job_id % 1000 <> 0;
    delete from headgate_private.dead_letter where job_id % 1000 <> 0;
    delete from headgate_private.reservation where reservation_id % 1000 <> 0;
    delete from headgate_private.reservation_settled where reservation_id % 1000 <> 0;
  `)
}
