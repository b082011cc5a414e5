import fc from 'fast-check'
import { test } from 'vitest'
import { installTestClock } from '../support/clock.ts'
import { freshDatabase } from '../support/database.ts'
import { prepare } from './queue/database.ts'
import { queueProperty } from './queue/property.ts'
import { runs } from './runs.ts'

test('the queue does what a model of it does, and no call breaks an invariant', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  await fc.assert(queueProperty(await prepare(db)), { numRuns: runs(60) })
}, 600_000)
