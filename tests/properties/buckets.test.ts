import fc from 'fast-check'
import { test } from 'vitest'
import { installTestClock } from '../support/clock.ts'
import { connect, freshDatabase } from '../support/database.ts'
import { bucketsProperty, type Script } from './buckets/property.ts'
import { runs } from './runs.ts'

/** Found and shrunk while a bucket that was full to its depth kept the part of a unit that had drained before. */
const fullInTheMiddleOfAUnit: Script = [
  1,
  1,
  [
    { kind: 'acquire', tokens: 0 },
    { kind: 'acquire', tokens: 1 },
    { kind: 'wait', micros: 17_408n },
    { kind: 'release', which: 0, actual: 2_147_483_647 },
    { kind: 'wait', micros: 6_982_592n },
    { kind: 'release', which: 3, actual: 0 },
  ],
]

test('a bucket of mode mirror holds what was taken and has not drained, within a unit and never less', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  const client = await connect(db)
  await fc.assert(bucketsProperty(client), { numRuns: runs(60), examples: [fullInTheMiddleOfAUnit] })
}, 600_000)
