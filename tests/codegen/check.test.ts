import { execFile } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CodegenOptions, codegen, explain } from '../../codegen/run.ts'
import { connect } from '../support/database.ts'
import { openFixture } from './fixture.ts'

const main = join(import.meta.dirname, '../../codegen/main.ts')

describe('codegen --check', () => {
  let url: string
  let folder: string
  let query: (sql: string) => Promise<unknown>

  beforeAll(async () => {
    const { database } = await openFixture()
    const client = await connect(database)
    url = database.connectionString
    query = (sql) => client.query(sql)
  })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headgate-codegen-'))
    expect(await generate()).toMatchObject({ exitCode: 0 })
  })

  afterEach(() => rm(folder, { recursive: true }))

  const generate = (options: CodegenOptions = {}) => codegen({ databaseUrl: url, out: folder, ...options })
  const check = (options: CodegenOptions = {}) => generate({ check: true, ...options })

  test('is content with what was just generated', async () => {
    expect(await check()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('11 functions'),
    })
  })

  const define = (output: string, last: string, body: string, comment: string) => `
    drop function headgate.count_parcels;
    create function headgate.count_parcels(out total ${output}, in p_from bigint, ${last})
    language plpgsql immutable set search_path = '' as $$ begin ${body} end $$;
    comment on function headgate.count_parcels is E'${comment}';
    grant execute on function headgate.count_parcels to headgate_observer`

  const sum = 'total := p_from + p_to;'
  const to = 'in p_to bigint default 1'
  const never = 'headgate.nn_bigint'
  const original = define(never, to, sum, 'Adds.')

  test.for([
    ['a default', define(never, 'in p_to bigint default 2', sum, 'Adds.'), `+      "default": "2",`],
    [
      'a type',
      define(never, 'in p_to integer default 1', sum, 'Adds.'),
      '+  readonly to?: number | undefined',
    ],
    [
      'an argument',
      define(never, `${to}, in p_by bigint default 1`, sum, 'Adds.'),
      '+  readonly by?: bigint | number',
    ],
    ['a comment', define(never, to, sum, 'Adds up.'), '+ * Adds up.'],
    ['nullability', define('bigint', to, sum, 'Adds.'), '+  readonly total: bigint | null'],
    [
      'an error',
      define(never, to, `${sum} perform headgate_private.find(1);`, 'Adds.\\n@errors JQ101'),
      '+  | UnknownParcel',
    ],
    [
      'a grant',
      'grant execute on function headgate.count_parcels to headgate_worker',
      '+  countParcels(args',
    ],
  ] as const)('fails on %s changed in SQL, shows it, and says what to do', async ([, planted, shown]) => {
    try {
      await query(planted)
      const { exitCode, stdout, stderr } = await check()
      expect(exitCode).toBe(1)
      expect(stdout).toMatch(/^--- a\/.*\n\+\+\+ b\//m)
      expect(stdout.replaceAll(/^\+ +"/gm, '+      "')).toContain(shown)
      expect(stderr).toContain('run `npm run codegen`')
    } finally {
      await query(original)
    }
    expect(await check()).toMatchObject({ exitCode: 0 })
  })

  test('fails on a generated file edited by hand, and changes nothing', async () => {
    await appendFile(join(folder, 'types.ts'), '// mine\n')
    const { exitCode, stdout } = await check()
    expect(exitCode).toBe(1)
    expect(stdout).toContain('-// mine')
    expect(await readFile(join(folder, 'types.ts'), 'utf8')).toContain('// mine')
  })

  test('fails on a file that does not belong, and generating removes it', async () => {
    await writeFile(join(folder, 'functions/gone.ts'), '// Generated of old.\nexport const gone = 1\n')
    expect(await check()).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('+++ /dev/null'),
    })
    expect(await generate()).toMatchObject({
      stdout: expect.stringContaining('0 added, 0 changed, 1 removed'),
    })
    expect(await check()).toMatchObject({ exitCode: 0 })
  })

  test.for(['mine.ts', 'index.ts', 'src/deep/notes.md'])(
    'fails on %s of somebody else, and neither removes it nor writes anything',
    async (path) => {
      await rm(join(folder, 'types.ts'))
      await mkdir(join(folder, 'src/deep'), { recursive: true })
      await writeFile(join(folder, path), 'mine\n')
      expect(await check()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('-mine') })
      await expect(generate()).rejects.toMatchObject({
        code: 'foreign_file',
        message: expect.stringContaining(path),
        hint: expect.stringContaining('folder of their own'),
      })
      expect(await readFile(join(folder, path), 'utf8')).toBe('mine\n')
      await expect(readFile(join(folder, 'types.ts'))).rejects.toMatchObject({ code: 'ENOENT' })
    },
  )

  test('on the command line exits 1, and says without a stack what is wrong', async () => {
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, [main, '--check', '--out', folder, ...args]).catch(
        (error: unknown) => error,
      )
    await query('comment on function headgate.leak is null')
    try {
      const refused = await run('--database-url', url)
      const stderr = expect.stringMatching(
        /^error\[contract_refused\]: headgate\.leak: has no summary\n.*\n$/,
      )
      expect(refused).toMatchObject({ code: 1, stdout: '', stderr })
    } finally {
      await query(`comment on function headgate.leak is 'Leaks a null.'`)
    }
  })

  test('tells a database without Headgate from an unreachable server, and no password', async () => {
    const elsewhere = new URL(url)
    elsewhere.pathname = '/postgres'
    await expect(check({ databaseUrl: elsewhere.href })).rejects.toMatchObject({ code: 'no_headgate' })
    elsewhere.port = '1'
    const error: unknown = await check({ databaseUrl: elsewhere.href }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'server_unreachable' })
    expect(explain(error)).not.toContain(elsewhere.password)
  })
})
