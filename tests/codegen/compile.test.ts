import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))

test('The generated client compiles under strict rules without Node types, and forbids what it should', async () => {
  const args = [join(typescript, 'bin/tsc'), '-p', join(import.meta.dirname, 'tsconfig.json')]
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(
    (error: unknown) => error as { stdout: string },
  )
  expect(stdout).toBe('')
})
