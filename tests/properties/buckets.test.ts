import fc from 'fast-check'
import { test } from 'vitest'
import { installTestClock } from '../support/clock.ts'
import { connect, freshDatabase } from '../support/database.ts'
import { bucketsProperty } from './buckets/property.ts'
import { runs } from './runs.ts'

test('a bucket of mode mirror holds what was taken and has not drained, within a unit and never less', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  const client = await connect(db)
  await fc.assert(bucketsProperty(client), { numRuns: runs(60) })
}, 600_000)
