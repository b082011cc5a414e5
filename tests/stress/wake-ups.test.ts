import type pg from 'pg'
import { expect, test } from 'vitest'
import { pgTransport } from '../../client/pg.ts'
import { createWorker } from '../../client/worker.ts'
import { connect, freshDatabase, poolAsRole } from '../support/database.ts'
import { between } from './crowd.ts'

const JOBS = 150

test('a worker that polls once an hour starts every job soon, whenever it was committed', async () => {
  const db = await freshDatabase()
  let onStart = () => {}
  const worker = createWorker({
    database: pgTransport(poolAsRole(db, 'headgate_worker', 4)),
    pollIntervalMs: 3_600_000,
    handlers: { plain: async () => onStart() },
  })
  const run = worker.run()
  const client = await connect(db)
  for (let jobs = 0; jobs < JOBS; jobs++) {
    const started = new Promise<void>((resolve) => {
      onStart = resolve
    })
    // The worker falls idle and asks to be told before, while or after somebody looks whether it has.
    await dawdle(client)
    await client.query('begin')
    await client.query(`select from headgate.enqueue_job('plain')`)
    await dawdle(client)
    await client.query('commit')
    await started
  }
  expect(await worker.drain()).toMatchObject({ lost: 0 })
  await run
})

async function dawdle(client: pg.Client): Promise<void> {
  for (let count = between(0, 8); count > 0; count -= 1) await client.query('select')
}
