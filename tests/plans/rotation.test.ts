import { beforeAll, describe, expect, it } from 'vitest'
import { plant } from '../properties/faults.ts'
import { enqueueMany } from '../stress/enqueue.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { explainedSession } from './explained.ts'
import { analyze, prepare, types } from './fill.ts'
import { complaints } from './judge.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await freshDatabase()
  await prepare(db)
  await analyze(db)
  // Statistics from when there were none; most of the jobs have left the line.
  await enqueueMany(db.pool, types.plain, 4000)
  await db.pool.query(`delete from headgate_private.ready where job_id % 4 > 0`)
})

async function complaintsOfRotation(): Promise<string[]> {
  const session = await explainedSession(db)
  await session.explain(true)
  const [row] = await session.query(`select headgate_private.rotate_table('ready', 10000) as rotated`)
  expect(row).toEqual({ rotated: true })
  return complaints(session.takePlans(), 1000)
}

describe('a rotation reads all of its table, once, and the ledger by its key', () => {
  it('whatever the statistics say', async () => {
    const all = [expect.stringMatching(/^Seq Scan of ready — select array/)]
    expect(await complaintsOfRotation()).toEqual(all)
    await analyze(db)
    expect(await complaintsOfRotation()).toEqual(all)
  })

  it('or else the test fails: a ledger that is searched', async () => {
    const where = 'headgate_private.note_places'
    await plant(db, { what: 'no key', where, swaps: [['where j.job_id =', 'where j.job_id + 0 =']] })
    expect((await complaintsOfRotation()).length).toBeGreaterThan(1)
  })
})
