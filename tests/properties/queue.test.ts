import fc from 'fast-check'
import { beforeAll, describe, test } from 'vitest'
import { installTestClock } from '../support/clock.ts'
import { freshDatabase } from '../support/database.ts'
import { calls } from './queue/commands/all.ts'
import { prepare, type Real, reset } from './queue/database.ts'
import { runs } from './runs.ts'

let real: Real

beforeAll(async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  real = await prepare(db)
})

describe('the queue, under any sequence of calls', () => {
  test('does what a model of it does, and breaks no invariant after any call', async () => {
    const property = fc.asyncProperty(calls, async (commands) => {
      const model = await reset(real)
      await fc.asyncModelRun(() => ({ model, real }), commands)
    })
    await fc.assert(property, { numRuns: runs(60) })
  }, 600_000)
})
