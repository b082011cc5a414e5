import type pg from 'pg'
import { connect, type TestDatabase } from '../../support/database.ts'
import { plant } from '../faults.ts'
import { tablesOfJobs } from '../tables.ts'
import { ACTORS } from './steps.ts'

/** Connections of a database in which a call can be stopped, see {@link prepareHeads}. */
export interface Stage {
  readonly actors: readonly pg.Client[]
  /** Looks on, and opens and shuts the gates. */
  readonly watch: pg.Client
  /** Whether the server takes prepared transactions. */
  readonly prepares: boolean
}

/**
 * Heads move at every claim, whatever the clock says, and whoever moves one may be made to stop between its look and
 * its decision. Nobody waits long for anybody: what would wait gives up.
 */
export async function prepareHeads(db: TestDatabase): Promise<Stage> {
  const watch = await connect(db)
  await watch.query(`
    create schema headgate_stage;
    grant usage on schema headgate_stage to public;
    create function headgate_stage.pass_gate() returns void language plpgsql set lock_timeout = 0 as $$
    begin
      if coalesce(current_setting('headgate_stage.gate', true), '') <> '' then
        perform pg_advisory_lock_shared(current_setting('headgate_stage.gate')::bigint);
        perform pg_advisory_unlock_shared(current_setting('headgate_stage.gate')::bigint);
      end if;
    end $$;
    create or replace function headgate_private.lot() returns double precision
      language sql volatile as 'select 0::double precision';
    alter function headgate_private.rotate_table(text, integer) set lock_timeout = '5ms';
    select headgate.set_job_type('keyed', p_key_concurrency => 1);
    select headgate.set_configuration('sweep_interval_seconds', '60');
    select headgate.set_configuration('timeout_seconds', '3600');
  `)
  await plant(db, {
    what: 'a gate',
    where: 'headgate_private.move_head',
    swaps: [
      [
        '  v_new := headgate_private.next_head(',
        '  perform headgate_stage.pass_gate();\n  v_new := headgate_private.next_head(',
      ],
    ],
  })
  await plant(db, {
    what: 'no wait',
    where: 'headgate_private.move_head_if_stale',
    swaps: [['if p_made_at is null', 'if true or p_made_at is null']],
  })
  const actors = await Promise.all(Array.from({ length: ACTORS }, () => connect(db)))
  for (const actor of actors) await actor.query(`set lock_timeout = '10ms'`)
  const { rows } = await watch.query(
    `select current_setting('max_prepared_transactions')::integer > 120 as prepares`,
  )
  return { actors, watch, prepares: rows[0].prepares }
}

/** Undoes the transactions that a run which failed has left prepared: they would hold up every other test. */
export async function undoPrepared({ watch }: Stage): Promise<void> {
  const { rows } = await watch.query('select gid from pg_prepared_xacts where database = current_database()')
  for (const { gid } of rows) await watch.query(`rollback prepared ${watch.escapeLiteral(gid)}`)
}

/** Empties the queue. */
export async function reset({ watch }: Stage): Promise<void> {
  await watch.query(`
    set session_replication_role = replica;
    truncate ${tablesOfJobs.map((name) => `headgate_private.${name}`).join(', ')};
    reset session_replication_role`)
}

/**
 * What the restore of a dump into another cluster does: all numbers of transactions come from elsewhere, and one
 * transaction of this cluster has written all rows.
 */
export async function restore({ watch }: Stage, by: string): Promise<void> {
  const moved = (column: string) => `(${column}::text::numeric + ${by})::text::xid8`
  // Sorted, so that all old rows are gone before the first new one comes.
  await watch.query(`begin;
    with old as (delete from headgate_private.ready returning *)
    insert into headgate_private.ready (xid, job_id, since, deadline_at, lane, tokens, priority)
    select ${moved('xid')}, job_id, since, deadline_at, lane, tokens, priority from old order by job_id;
    with old as (delete from headgate_private.line returning *)
    insert into headgate_private.line (made_in, lane, priority)
    select ${moved('made_in')}, lane, priority from old order by lane;
    with old as (delete from headgate_private.head returning *)
    insert into headgate_private.head (xid, job_id, seen, made_in, made_at, lane, priority, open_xids)
    select ${moved('xid')}, job_id, ${moved('seen')}, ${moved('made_in')}, made_at, lane, priority,
      array(select ${moved('o')} from unnest(open_xids) o)
    from old order by made_at;
    update headgate_private.job_queue set ready_xid = ${moved('ready_xid')} where ready_xid is not null;
    commit`)
}
