import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { jwt, startPostgrest } from '../support/postgrest.ts'
import { allBlocks, type Block, blocksIn, uncommented } from './blocks.ts'

const root = join(import.meta.dirname, '../..')
// Within the package, so that it can be imported by its name.
const folder = join(root, '.headgate/examples')

const fileOf = ({ place }: Block): string => join(folder, `${place.replaceAll(/[^\w]+/g, '-')}.ts`)

/** Those kept as files are compiled with everything else, and have tests of their own. */
const kept = readdirSync(join(root, 'examples')).map((name) =>
  readFileSync(join(root, 'examples', name), 'utf8'),
)
const blocks = allBlocks().filter(({ code }) => !kept.includes(code))

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  try {
    await promisify(execFile)(program, [...args], { cwd: root, env: { ...process.env, ...env } })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${stdout}${stderr}`)
  }
}

describe('every example in the docs', () => {
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const block of blocks) writeFileSync(fileOf(block), block.code)
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }),
    )
  })

  test('is found', () => {
    const pages = new Set(blocks.map(({ place }) => place.replace(/:\d+$/, '')))
    for (const page of [
      'docs/capacity.md',
      'docs/jobs.md',
      'docs/testing.md',
      'docs/transports.md',
      'client/pg.ts',
    ])
      expect(pages).toContain(page)
  })

  test('compiles', { timeout: 60_000 }, async () => {
    await run('tsc', ['--project', folder])
  })

  test.each(blocks)('runs: $place', { timeout: 120_000 }, async (block) => {
    const { connectionString } = await freshDatabase()
    const postgrest = await startPostgrest({ connectionString, path: '/rest/v1' })
    await run(process.execPath, [fileOf(block)], {
      DATABASE_URL: connectionString,
      SUPABASE_URL: postgrest.url.replace('/rest/v1', ''),
      SUPABASE_SERVICE_ROLE_KEY: jwt(postgrest.secret, { role: 'service_role' }),
    })
    await postgrest.close()
  })
})

test('examples are found in pages and in comments, with their places', () => {
  const page = 'Text\n\n```ts\na()\n```\n```sh\nno\n```\n```typescript\nb()\n```\n'
  expect(blocksIn('page.md', page)).toEqual([
    { place: 'page.md:3', code: 'a()\n' },
    { place: 'page.md:9', code: 'b()\n' },
  ])
  const source =
    'const a = 1\n/**\n * Does.\n *\n * @example\n * ```ts\n * c() /* d *\\/\n * ```\n */\nfunction f() {}\n'
  expect(blocksIn('file.ts', uncommented(source))).toEqual([{ place: 'file.ts:6', code: 'c() /* d */\n' }])
})
