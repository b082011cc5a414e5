import fc from 'fast-check'
import { test } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { prepareHeads } from './heads/database.ts'
import { examples, headsProperty } from './heads/property.ts'
import { runs } from './runs.ts'

test('no job is lost or claimed twice, whatever callers do in between of each other', async () => {
  const stage = await prepareHeads(await freshDatabase())
  await fc.assert(headsProperty(stage), { numRuns: runs(60), examples })
}, 600_000)
