import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** What a bundler makes of a program that imports from the client. */
async function bundle(program: string): Promise<string> {
  const build = await rolldown({
    input: 'program.ts',
    external: ['zod', 'postgres-array'],
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program.ts' ? join(root, id) : undefined),
        load: (id) => (id === join(root, 'program.ts') ? program : undefined),
      },
    ],
  })
  const { output } = await build.generate({ format: 'esm' })
  return output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n')
}

test('A program gets the functions that it imports, and no others', async () => {
  const code = await bundle(`import { getJob } from './generated/index.ts'; console.log(getJob)`)
  expect(code).toContain('name: "get_job"')
  expect(code).not.toContain('name: "claim_jobs"')
  expect(code).not.toContain('name: "set_job_type"')
})

test('A client of a role brings along what the role may call, and nothing else', async () => {
  const code = await bundle(
    `import { producerClient } from './generated/index.ts'; console.log(producerClient)`,
  )
  expect(code).toContain('name: "enqueue_job"')
  expect(code).not.toContain('name: "claim_jobs"')
  expect(code).not.toContain('name: "set_api_rate_limit"')
})

test('A bundle needs nothing of Node', async () => {
  const code = await bundle(
    `import { workerClient } from './generated/index.ts'; import { pgTransport } from './client/pg.ts'; console.log(workerClient, pgTransport)`,
  )
  const imports = [...code.matchAll(/^import .* from "(.+)"/gm)].map((match) => match[1])
  expect([...new Set(imports)].sort()).toEqual(['postgres-array', 'zod'])
})
