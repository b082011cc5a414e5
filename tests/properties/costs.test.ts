import fc from 'fast-check'
import { test } from 'vitest'
import { installTestClock } from '../support/clock.ts'
import { connect, freshDatabase } from '../support/database.ts'
import { callers, costsProperty } from './costs/property.ts'
import { runs } from './runs.ts'

test('jobs and calls together exceed no dimension of any scope, and levels conserve', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  const clients = await Promise.all(Array.from({ length: callers }, () => connect(db)))
  await fc.assert(costsProperty(clients), { numRuns: runs(60) })
}, 600_000)
