import { describe, expect, it } from 'vitest'
import { plant } from '../properties/faults.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { explainedSession } from './explained.ts'
import { mark, prepare } from './fill.ts'
import { hotPath } from './hot-path.ts'
import { complaints, usedIndexes } from './judge.ts'

/**
 * What is said of the hot path after a fault. An empty queue will do: its plans show by which road they read. A mark
 * can be found by two roads, of which one is long.
 */
async function complaintsAfter(fault: (db: TestDatabase) => Promise<void>): Promise<string[]> {
  const db = await freshDatabase()
  await prepare(db)
  await mark(db)
  await db.pool.query('vacuum analyze')
  await fault(db)
  const session = await explainedSession(db)
  await session.explain(true)
  await hotPath(session)
  return complaints(session.takePlans(), 3000)
}

/** What `on conflict` needs in the place of a key. */
const decoys = new Map([
  ['idempotency_pkey', 'idempotency (key, job_type)'],
  ['queue_sum_pkey', 'queue_sum (endpoint_id)'],
])

/** Drops an index, or the key it belongs to. */
async function dropIndex(db: TestDatabase, index: string): Promise<void> {
  const decoy = decoys.get(index)
  if (decoy) await db.pool.query(`create unique index decoy on headgate_private.${decoy}`)
  const table = index.replace(/_(pkey|by_\w+)$/, '')
  await db.pool.query(
    index.endsWith('_pkey')
      ? `alter table headgate_private.${table} drop constraint ${index}`
      : `drop index headgate_private.${index}`,
  )
}

/** Takes a setting off every function. */
async function reset(db: TestDatabase, setting: string): Promise<void> {
  await db.pool.query(`do $$
    declare
      v_function regprocedure;
    begin
      for v_function in
        select oid from pg_proc where exists (select from unnest(proconfig) c where c like '${setting}=%')
      loop
        execute format('alter function %s reset ${setting}', v_function);
      end loop;
    end
  $$`)
}

describe('the judge of plans', { timeout: 60_000 }, () => {
  it('has nothing to say without a fault', async () => {
    expect(await complaintsAfter(async () => {})).toEqual([])
  })

  it.each(usedIndexes)('misses the index %s', async (index) => {
    const table = index.replace(/_(pkey|by_\w+)$/, '')
    const said = await complaintsAfter((db) => dropIndex(db, index))
    expect(said.filter((complaint) => complaint.includes(table))).not.toEqual([])
  })

  it.each(['enable_seqscan', 'enable_mergejoin', 'enable_hashjoin'])('misses %s = off', async (setting) => {
    expect(await complaintsAfter((db) => reset(db, setting))).not.toEqual([])
  })

  it.each([
    [
      'an EXISTS that may be hashed',
      'headgate_private.judge_job_specs',
      '(select p.job_id from headgate_private.job_queue p where p.job_id = s.parent_job_id) is null',
      'not exists (select from headgate_private.job_queue p where p.job_id = s.parent_job_id)',
    ],
    [
      'an audit event looked for in the whole record',
      'headgate_private.complete_held',
      'a.lease_token = s.lease_token and a.to_state is null and ',
      'a.to_state is null and ',
    ],
    [
      'expired reservations of every endpoint',
      'headgate_private.dead_reservations',
      'e.endpoint_id = l.endpoint_id and ',
      '',
    ],
    ['a promotion of every lane', 'headgate_private.promote_due', 's.lane = p_lane and ', ''],
  ])('finds %s', async (what, where, right, wrong) => {
    expect(await complaintsAfter((db) => plant(db, { what, where, swaps: [[right, wrong]] }))).not.toEqual([])
  })
})
