import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { invoke } from '../../client/call.ts'
import { pgTransport } from '../../client/pg.ts'
import type { FunctionSpec } from '../../client/transport.ts'
import { emit } from '../../codegen/emit/index.ts'
import { writeFolder } from '../../codegen/files.ts'
import { introspect } from '../../codegen/introspect.ts'
import { connect } from '../support/database.ts'
import { type Fixture, openFixture } from './fixture.ts'

const root = join(import.meta.dirname, '../..')
// Within the package, so that the runtime and zod are found.
const folder = join(root, '.headgate/hostile')
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))

const labels = ['__proto__', 'toString', 'a\nb', '$' + '{x}', '*/', '\u2028', `it's`, '']
const words = ['prototype', 'p_then', 'p_arguments', 'p_this', 'hasownproperty', 'p_await', 'p_class']
const names = [...words, ...Array.from({ length: 52 }, (_, i) => `p_argument_${i}`)]
const quoted = (text: string) => `E'${JSON.stringify(text).slice(1, -1).replaceAll("'", "''")}'`

const hostileSql = `
  create type headgate.constructor as enum (${labels.map(quoted).join(', ')});
  comment on type headgate.constructor is E'*/ \` \${x} </script>';
  create domain headgate.wall as text check (value <> '\`\${1}\` */');
  create function headgate.constructor(p_label headgate.constructor, ${names.map((name) => `"${name}" integer default null`).join(', ')})
  returns table (constructor headgate.constructor, "then" integer, to_string headgate.wall, has_own_property integer)
  language sql as $$ select constructor.p_label, constructor.p_argument_51, 'x'::headgate.wall, constructor.hasownproperty $$;
  comment on function headgate.constructor is
    E'Takes all. */ \`\${x}\` {@link } \\\\u002a/\\n@param p_class */ \`x\`\\n@returns one row: */\\n@column then */ \`';
  grant execute on function headgate.constructor to headgate_worker;`

describe('a client of hostile names', () => {
  let fixture: Fixture

  beforeAll(async () => {
    fixture = await openFixture()
    const client = await connect(fixture.database)
    await client.query(hostileSql)
    const { contract } = await introspect(fixture.run)
    await writeFolder({ folder, files: emit(contract, { client: '../../client' }) })
    return () => rm(folder, { recursive: true })
  })

  test('compiles under strict rules', async () => {
    const config = join(folder, 'tsconfig.json')
    onTestFinished(() => rm(config))
    const include = ['**/*.ts']
    await writeFile(config, JSON.stringify({ extends: '../../tests/codegen/tsconfig.json', include }))
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(typescript, 'bin/tsc'),
      '-p',
      folder,
    ]).catch((error: unknown) => error as { stdout: string })
    expect(stdout).toBe('')
  })

  test('calls with sixty arguments, each in its place', async () => {
    const module: { constructorFunction: FunctionSpec } = await import(
      join(folder, 'functions/constructor.ts')
    )
    const transport = pgTransport(fixture.database.pool)
    const call = (args: object) => invoke(transport, module.constructorFunction, args)
    for (const label of labels) {
      expect(Object.entries((await call({ label, argument51: 7, hasownproperty: 3 })) as object)).toEqual([
        ['constructor', label],
        ['then', 7],
        ['toString', 'x'],
        ['hasOwnProperty', 3],
      ])
    }
    expect(Object.keys(module.constructorFunction.parameters)).toHaveLength(60)
    for (const args of [
      { label: 'hasOwnProperty' },
      JSON.parse('{"label":"","__proto__":{}}'),
      { label: '', toString: 1 },
    ])
      await expect(call(args)).rejects.toMatchObject({ code: 'invalid_arguments' })
  })
})
