import { describe, expect, it } from 'vitest'
import { readSource } from '../../deploy/source.ts'
import { refusal, sqlTree } from './support.ts'

const BODY = `returns void language sql as $$ select $$`
const COMMENT = (name: string) => `comment on function ${name} is 'x';`

describe('a function file', () => {
  it.each([
    ['is empty', 'f.sql', '-- nothing', 'declares no function'],
    ['holds something else', 'f.sql', 'select 1;', 'must begin with `create function`'],
    ['names no schema', 'f.sql', `create function f() ${BODY};`, 'must name its function'],
    ['names another schema', 'f.sql', `create function public.f() ${BODY};`, 'must name its function'],
    [
      'is named otherwise',
      'g.sql',
      `create function headgate.f() ${BODY};`,
      'must stand in a file named f.sql',
    ],
    ['replaces', 'f.sql', `create or replace function headgate.f() ${BODY};`, 'without `or replace`'],
    [
      'makes a procedure',
      'f.sql',
      'create procedure headgate.f() language sql as $$ select $$;',
      'is a procedure',
    ],
    [
      'makes an aggregate',
      'f.sql',
      'create aggregate headgate.f(int) (sfunc = int4pl, stype = int);',
      'must begin with `create function`',
    ],
    [
      'has an atomic body',
      'f.sql',
      'create function headgate.f() returns int return 1;',
      'has an atomic body',
    ],
    [
      'makes two functions',
      'f.sql',
      `create function headgate.f() ${BODY}; create function headgate.f(int) ${BODY};`,
      'holds something else',
    ],
    [
      'comments on another',
      'f.sql',
      `create function headgate.f() ${BODY}; ${COMMENT('headgate.g')}`,
      'something else',
    ],
    [
      'grants',
      'f.sql',
      `create function headgate.f() ${BODY}; grant all on schema headgate to public;`,
      'something else',
    ],
  ])('that %s is refused', async (_what, name, text, message) => {
    const tree = await sqlTree()
    await tree.write(`functions/jobs/${name}`, text)
    const error = await refusal(readSource(tree.dir))
    expect(error).toMatchObject({ code: 'source_invalid', file: `sql/functions/jobs/${name}` })
    expect(error.message).toContain(message)
  })

  it('with a syntax error is told with line and column, before any connection', async () => {
    const tree = await sqlTree()
    await tree.write('functions/jobs/f.sql', '-- “größer”\ncreate function headgate.f()\nretruns int;')
    const error = await refusal(readSource(tree.dir))
    expect(error).toMatchObject({ code: 'source_invalid', line: 3, column: 1 })
  })
})

describe('another file', () => {
  it.each([
    ['schema/0002_x.sql', 'select 1;\ncommit;', 'ends a transaction'],
    ['schema/0002_x.sql', 'select 1;\n-- postgres-migrations disable-transaction', 'outside the transaction'],
    ['schema/0002_x.sql', `select 1;\ncreate function headgate.f() ${BODY};`, 'belongs in sql/functions/'],
    ['schema/0002_x.sql', 'select 1;\ncreate view headgate.v as select 1;', 'belongs in sql/views/'],
    ['schema/0002_x.sql', 'select 1;\ncreate policy p on headgate_private.job;', 'belongs in sql/policies/'],
    [
      'schema/0002_x.sql',
      'select 1;\ncreate trigger t before insert on headgate_private.job execute function f();',
      'belongs in sql/policies/',
    ],
    ['seeds/development.sql', 'select 1;\nrollback;', 'ends a transaction'],
    ['views/v.sql', '-- v\ncreate view headgate.w as select 1;', 'must create headgate.v'],
    [
      'views/v.sql',
      'create view headgate.v as select 1;\ncreate view headgate.w as select 1;',
      'no other view',
    ],
  ])('%s that does what it must not is refused: %s', async (path, text, message) => {
    const tree = await sqlTree()
    await tree.write(path, text)
    const error = await refusal(readSource(tree.dir))
    expect(error).toMatchObject({ code: 'source_invalid', file: `sql/${path}`, line: 2 })
    expect(error.message).toContain(message)
  })

  it('that must be there is missed by name', async () => {
    const tree = await sqlTree()
    await tree.remove('policies/grants.matrix')
    const error = await refusal(readSource(tree.dir))
    expect(error).toMatchObject({ code: 'source_missing', file: 'sql/policies/grants.matrix' })
  })

  it('is not looked for where there is no folder', async () => {
    expect(await refusal(readSource('/nowhere/at/all'))).toMatchObject({ code: 'source_missing' })
  })
})

describe('the grants matrix', () => {
  it.each([
    ['table job x x x x', '"table" is neither'],
    ['function Add_Job x x x x', 'not a name in lower case'],
    ['function add_job x x x', 'needs 4 cells'],
    ['function add_job x x x y', 'needs 4 cells'],
    ['function job_count x x x x', 'listed twice'],
  ])('with the line “%s” is refused', async (line, message) => {
    const tree = await sqlTree()
    await tree.write('policies/grants.matrix', `# head\nfunction job_count x x x x\n${line} # note\n`)
    const error = await refusal(readSource(tree.dir))
    expect(error).toMatchObject({ code: 'matrix_invalid', line: 3 })
    expect(error.message).toContain(message)
  })
})
