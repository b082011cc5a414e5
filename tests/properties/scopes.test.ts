import fc from 'fast-check'
import { test } from 'vitest'
import { installTestClock } from '../support/clock.ts'
import { connect, freshDatabase } from '../support/database.ts'
import { runs } from './runs.ts'
import { examples } from './scopes/examples.ts'
import { scopesProperty } from './scopes/property.ts'

test('no window of any alignment exceeds any dimension of any scope, and levels conserve', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  const clients = await Promise.all(Array.from({ length: 8 }, () => connect(db)))
  await fc.assert(scopesProperty(clients), { numRuns: runs(60), examples })
}, 600_000)
