import fc from 'fast-check'
import { test } from 'vitest'
import { connect, freshDatabase } from '../support/database.ts'
import { nextHeadProperty } from './heads/next-head.ts'
import { runs } from './runs.ts'

test('the next head leaves no row behind, and none could stand further on', async () => {
  const client = await connect(await freshDatabase())
  await fc.assert(nextHeadProperty(client), { numRuns: runs(500) })
}, 600_000)
