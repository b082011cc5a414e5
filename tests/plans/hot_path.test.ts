import { beforeAll, describe, expect, it } from 'vitest'
import { plant } from '../properties/faults.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { type Explained, type ExplainedSession, explainedSession } from './explained.ts'
import { analyze, empty, fill, mark, prepare } from './fill.ts'
import { hotPath, settleMany } from './hot-path.ts'
import { complaints, indexesOf, usedIndexes } from './judge.ts'

/** Many times a batch, and far below the rows of any table: what a call reads and sorts stays within. */
const MOST_ROWS = 3000

let db: TestDatabase
/** A session that planned everything while the queue was empty, and keeps what it planned. */
let old: ExplainedSession

/** The plans of the hot path, run the first time in a session and after ten times. */
async function plansOf(session: ExplainedSession): Promise<Explained[]> {
  await session.explain(true)
  await hotPath(session)
  const first = session.takePlans()
  await session.explain(false)
  for (let round = 2; round <= 10; round++) await hotPath(session)
  await session.explain(true)
  await hotPath(session)
  return [...first, ...session.takePlans()]
}

async function expectGoodPlans(session: ExplainedSession): Promise<void> {
  const plans = await plansOf(session)
  expect(complaints(plans, MOST_ROWS)).toEqual([])
  expect([...indexesOf(plans)]).toEqual(expect.arrayContaining(usedIndexes))
}

beforeAll(async () => {
  db = await freshDatabase()
  await prepare(db)
  await analyze(db)
  old = await explainedSession(db)
})

describe('every statement of the hot path reads by its index, and no more than its batch', {
  timeout: 180_000,
}, () => {
  it('while the queue is empty', () => expectGoodPlans(old))

  it('in a session that planned while the queue was empty', async () => {
    await fill(db)
    await mark(db)
    await expectGoodPlans(old)
  })

  it('in a new session, with statistics from when the queue was empty', async () => {
    await expectGoodPlans(await explainedSession(db))
  })

  it('and takes no square of a large batch', async () => {
    for (const session of [old, await explainedSession(db)]) {
      await session.explain(true)
      expect(await settleMany(session, 1000)).toEqual([1000, 1000])
      expect(complaints(session.takePlans(), MOST_ROWS)).toEqual([])
    }
  })

  it('with true statistics', async () => {
    await analyze(db)
    await expectGoodPlans(old)
    await expectGoodPlans(await explainedSession(db))
  })

  it.each([
    [
      'a claim that sorts the line',
      'headgate_private.pick_ready',
      'order by r.xid, r.job_id',
      'order by r.tokens',
    ],
    [
      'a purge that looks for what is due',
      'headgate_private.purge',
      'order by e.reservation_id limit p_limit',
      '',
    ],
    [
      'a claim that begins at the front',
      'headgate_private.open_lines',
      `
        and (r.xid, r.job_id) >= (coalesce(h.xid, '0'), coalesce(h.job_id, 0))`,
      '',
    ],
    [
      'a place given by looking at all that wait for one',
      'headgate_private.pick_blocked',
      'order by b.priority, b.job_id',
      'order by b.tokens',
    ],
    [
      'a reclaim that looks at all leases',
      'headgate_private.reclaim',
      'l.expires_at between p_since and v_now',
      'l.expires_at <= headgate_private.clock() and l.expires_at >= p_since',
    ],
    [
      'a count without bound',
      'headgate_private.lane_backlog',
      's.due_at <= v_soon',
      's.due_at <= headgate_private.clock()',
    ],
    [
      'a sum that walks all that it ever took in',
      'headgate_private.sum_queue',
      "p_endpoint_id and q.xid >= coalesce(v_sum.seen, '0')",
      'p_endpoint_id',
    ],
  ])('or else the test fails: %s', async (what, where, right, wrong) => {
    const [source] = (await db.pool.query('select pg_get_functiondef($1::regproc) as text', [where])).rows
    await plant(db, { what, where, swaps: [[right, wrong]] })
    const session = await explainedSession(db)
    await session.explain(true)
    await hotPath(session).finally(() => db.pool.query(source.text))
    expect(complaints(session.takePlans(), MOST_ROWS)).not.toEqual([])
  })

  it('when the queue is all but empty again, with statistics from when it was full', async () => {
    await empty(db)
    await expectGoodPlans(old)
    await expectGoodPlans(await explainedSession(db))
  })
})
