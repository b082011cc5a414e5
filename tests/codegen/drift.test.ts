import { expect, test } from 'vitest'
import { codegen } from '../../codegen/run.ts'
import { freshDatabase } from '../support/database.ts'

test('generated/ is what sql/ says; if not, run `npm run codegen`', async () => {
  const { connectionString } = await freshDatabase()
  const { stdout, exitCode } = await codegen({ check: true, databaseUrl: connectionString })
  expect(stdout).toMatch(/^The generated client is that of the database/)
  expect(exitCode).toBe(0)
})
