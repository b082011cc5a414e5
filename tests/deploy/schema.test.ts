import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deploy } from '../../deploy/deploy.ts'
import { connect, emptyDatabase } from '../support/database.ts'
import { deployTo, fixtureDir, query, refusal, sqlTree, value } from './support.ts'

const FOUNDATION = 'schema/0001_foundation.sql'
const MORE = `
create table headgate_private.more (more_id integer primary key);
comment on table headgate_private.more is 'More.';
comment on column headgate_private.more.more_id is 'Number.';
alter table headgate_private.more enable row level security;
`

describe('schema files', () => {
  it('are applied once, in order, and recorded', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await deployTo(db, tree)
    await tree.write('schema/0002_more.sql', MORE)
    expect(await deployTo(db, tree)).toMatchObject({ schema: ['0002_more.sql'] })
    expect(await deployTo(db, tree)).toMatchObject({ schema: [], changed: false })
    expect(await query(db, 'select id, name from headgate_private.migrations order by id')).toEqual([
      { id: 0, name: 'create-migrations-table' },
      { id: 1, name: 'foundation' },
      { id: 2, name: 'more' },
    ])
  })

  it('may change the type of a column that a view shows', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await deployTo(db, tree)
    await tree.write(
      'schema/0002_wider.sql',
      'alter table headgate_private.job alter label type varchar(99);',
    )
    const report = await deployTo(db, tree)
    expect(report.views).toEqual(['sql/views/busy_jobs.sql', 'sql/views/job_list.sql'])
    expect(
      await value(db, `select has_table_privilege('headgate_operator', 'headgate.job_list', 'select')`),
    ).toBe(true)
  })

  it('may not be edited after they were deployed', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await deployTo(db, tree)
    await tree.edit(FOUNDATION, 'label text', 'label  text')
    const error = await refusal(deployTo(db, tree))
    expect(error).toMatchObject({ code: 'schema_edited', file: 'sql/schema/0001_foundation.sql' })
  })

  it('are not edited by a checkout with CRLF', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await deployTo(db, tree)
    const text = await readFile(join(tree.dir, FOUNDATION), 'utf8')
    await tree.write(FOUNDATION, text.replaceAll('\n', '\r\n'))
    expect(await deployTo(db, tree)).toMatchObject({ changed: false })
  })

  it.each([
    ['a gap', '0003_more.sql', 'has number 3 where 2 is due'],
    ['two of one number', '0001_more.sql', 'has number 1 where 2 is due'],
    ['two of one name', '0002_foundation.sql', 'has the name of another schema file'],
    ['a bad name', '2-more.sql', 'is not named NNNN_name.sql'],
  ])('are refused with %s', async (_what, name, message) => {
    const tree = await sqlTree()
    await tree.write(`schema/${name}`, 'select 1;')
    const error = await refusal(deployTo(await emptyDatabase(), tree))
    expect(error).toMatchObject({ code: 'schema_numbering' })
    expect(error.message).toContain(message)
  })

  it('that fail are named with line, column and SQLSTATE, and undo everything', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await tree.write('schema/0002_more.sql', `${MORE}\n-- “größer” 🚰\nselect 1,\n       nosuch;\n`)
    const error = await refusal(deployTo(db, tree))
    expect(error).toMatchObject({
      code: 'sql_failed',
      sqlstate: '42703',
      file: 'sql/schema/0002_more.sql',
      line: 9,
      column: 8,
    })
    expect(error.message).toContain('sql/schema/0002_more.sql:9:8: column "nosuch" does not exist')
    expect(await value(db, `select to_regnamespace('headgate_private')`)).toBeNull()
  })

  it('keep the detail of what went wrong', async () => {
    const tree = await sqlTree()
    await tree.write(
      'schema/0002_more.sql',
      `${MORE}insert into headgate_private.more values (1);\ninsert into headgate_private.more values (1);`,
    )
    const error = await refusal(deployTo(await emptyDatabase(), tree))
    expect(error).toMatchObject({ sqlstate: '23505', detail: 'Key (more_id)=(1) already exists.' })
  })
})

describe('a table named migrations of somebody else', () => {
  it.each([
    ['in schema public', 'create table public.migrations (id serial, timestamp bigint, name varchar)'],
    [
      'in a schema of its own',
      'create schema graphile; create table graphile.migrations (id int, ts timestamptz)',
    ],
    [
      'with rows that look like ours',
      `create table public.migrations (id int, name text, hash text);
       insert into public.migrations values (0, 'create-migrations-table', 'x'), (1, 'foundation', 'y')`,
    ],
    ['as a view', 'create view public.migrations as select 1 as id'],
  ])('%s is neither believed nor touched', async (_where, sql) => {
    const db = await emptyDatabase()
    await query(db, sql)
    expect(await deployTo(db)).toMatchObject({ schema: ['0001_foundation.sql'] })
    expect(await deployTo(db)).toMatchObject({ changed: false })
    expect(await value(db, `select count(*)::int from headgate_private.migrations`)).toBe(2)
  })

  it('in the session as a temporary table is neither believed nor touched', async () => {
    const client = await connect(await emptyDatabase())
    await client.query('create temporary table migrations (id int, hash text)')
    const report = await deploy({ client, sqlDir: fixtureDir, environment: 'development' })
    expect(report.schema).toEqual(['0001_foundation.sql'])
    expect((await client.query('select * from pg_temp.migrations')).rows).toEqual([])
  })
})
