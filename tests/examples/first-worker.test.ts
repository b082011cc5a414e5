import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'

const example = fileURLToPath(new URL('../../examples/first-worker.ts', import.meta.url))

it('the example of the README runs: its job is completed, and it leaves when asked to', async () => {
  const db = await freshDatabase()
  const child = spawn(process.execPath, [example], {
    env: { ...process.env, DATABASE_URL: db.connectionString },
    stdio: 'inherit',
  })
  const exited = once(child, 'exit')
  await eventually(
    async () => {
      const { rows } = await db.pool.query<{ result: unknown; actual_tokens: string }>(
        `select result, actual_tokens from headgate.job_queue where job_type = 'ask' and state = 'completed'`,
      )
      expect(rows).toEqual([{ result: { answer: 'Attempt 1: because.' }, actual_tokens: '42' }])
    },
    { timeoutMs: 20_000, everyMs: 50 },
  )
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
})

it('the README shows the example as it is', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`ts\n${await readFile(example, 'utf8')}\`\`\``)
})
