import { beforeAll, describe, expect, it } from 'vitest'
import { findViolations, LINTS } from '../../deploy/lints/run.ts'
import { begin, openSession, type Session } from '../../deploy/session.ts'
import { readSource } from '../../deploy/source.ts'
import { connect, emptyDatabase } from '../support/database.ts'
import { deployTo, fixtureDir, refusal, sqlTree } from './support.ts'

let session: Session

beforeAll(async () => {
  const db = await emptyDatabase()
  await deployTo(db)
  session = openSession(await connect(db))
})

/** What the lints say with the violation in place. It is rolled back, as roles belong to the whole server. */
async function planted(sql: string): Promise<string[]> {
  const { matrix } = await readSource(fixtureDir)
  await begin(session, 'read write', 10_000)
  try {
    await session.run(sql)
    return await findViolations(session, matrix)
  } finally {
    await session.run('rollback')
  }
}

const VIOLATIONS: [lint: string, sql: string, message: string][] = [
  ['owner', 'alter role headgate_owner login', 'role headgate_owner may log in'],
  ['owner', 'alter role headgate_owner superuser', 'role headgate_owner is a superuser'],
  ['owner', 'alter role headgate_owner bypassrls', 'role headgate_owner bypasses row security'],
  [
    'owner',
    'alter function headgate.job_count() owner to current_user',
    'function headgate.job_count() belongs to',
  ],
  [
    'owner',
    'alter table headgate_private.job owner to current_user',
    'relation headgate_private.job belongs to',
  ],
  ['owner', 'alter domain headgate.job_id owner to current_user', 'type headgate.job_id belongs to'],
  ['owner', 'alter schema headgate_private owner to current_user', 'schema headgate_private belongs to'],
  ['pinned-search-path', 'alter function headgate.job_count() reset search_path', 'headgate.job_count()'],
  ['pinned-search-path', "alter function headgate.job_count() set search_path = ''", 'headgate.job_count()'],
  [
    'pinned-search-path',
    'alter function headgate.job_count() set search_path = pg_catalog, public',
    'headgate.job_count()',
  ],
  [
    'nothing-for-strangers',
    'grant execute on function headgate.add_job(text, text) to public',
    'anon may execute headgate.add_job(text,text)',
  ],
  [
    'nothing-for-strangers',
    'grant headgate_worker to authenticated',
    'authenticated may execute headgate.job_count()',
  ],
  ['nothing-for-strangers', 'grant pg_read_all_data to anon', 'anon may reach headgate_private.job'],
  [
    'nothing-for-strangers',
    'grant update (label) on headgate_private.job to anon',
    'anon may reach headgate_private.job',
  ],
  ['nothing-for-strangers', 'grant usage on schema headgate to public', 'public may use schema headgate'],
  [
    'grants-equal-matrix',
    'grant execute on function headgate.add_job(text, text) to headgate_worker',
    'headgate_worker has EXECUTE on function headgate.add_job(text,text)',
  ],
  [
    'grants-equal-matrix',
    'revoke execute on function headgate.add_job(text, text) from headgate_producer',
    'headgate_producer lacks EXECUTE on function headgate.add_job(text,text)',
  ],
  [
    'grants-equal-matrix',
    'grant select on headgate_private.job to headgate_operator',
    'headgate_operator has SELECT on table headgate_private.job',
  ],
  [
    'grants-equal-matrix',
    'grant usage on schema headgate_private to headgate_worker',
    'headgate_worker has USAGE on schema headgate_private',
  ],
  [
    'grants-equal-matrix',
    'grant execute on function headgate_private.job_guard() to headgate_test_stranger',
    'headgate_test_stranger has EXECUTE on function headgate_private.job_guard()',
  ],
  [
    'api-in-matrix',
    'create function headgate.more() returns int language sql as $$ select 1 $$',
    'function headgate.more has no row',
  ],
  ['api-in-matrix', 'create table headgate.more ()', 'relation headgate.more has no row'],
  ['row-security', 'alter table headgate_private.job disable row level security', 'headgate_private.job:'],
  [
    'row-security',
    `create table headgate_private.part (i int) partition by list (i);
     alter table headgate_private.part enable row level security;
     create table headgate_private.part_1 partition of headgate_private.part default`,
    'headgate_private.part_1:',
  ],
  [
    'no-overloads',
    'create function headgate.job_count(int) returns int language sql as $$ select 1 $$',
    'headgate.job_count is there more than once: headgate.job_count(), headgate.job_count(integer)',
  ],
  [
    'everything-commented',
    'comment on function headgate.job_count() is null',
    'comment on function headgate.job_count()',
  ],
  [
    'everything-commented',
    'comment on table headgate_private.job is null',
    'comment on table headgate_private.job',
  ],
  [
    'everything-commented',
    'comment on column headgate_private.job.label is null',
    'column headgate_private.job.label',
  ],
  ['everything-commented', 'comment on view headgate.job_list is null', 'comment on view headgate.job_list'],
  [
    'everything-commented',
    'comment on column headgate.job_list.label is null',
    'column headgate.job_list.label',
  ],
]

describe('the lints', () => {
  it('find nothing in what was deployed', async () => {
    expect(await planted('select 1')).toEqual([])
  })

  it.each(VIOLATIONS)('%s catches: %s', async (name, sql, message) => {
    const problems = await planted(sql)
    expect(problems.filter((problem) => problem.startsWith(`${name}: `)).join('\n')).toContain(message)
  })

  it('each have a planted violation', () => {
    expect(new Set(VIOLATIONS.map(([name]) => name))).toEqual(new Set(LINTS.map(({ name }) => name)))
  })

  it('stop a deploy, which then changes nothing', async () => {
    const tree = await sqlTree()
    await tree.edit('functions/jobs/job_count.sql', 'set search_path = pg_catalog, pg_temp\n', '')
    await tree.edit('views/job_list.sql', `comment on view headgate.job_list is 'Jobs.';`, '')
    const db = await emptyDatabase()
    const error = await refusal(deployTo(db, tree))
    expect(error).toMatchObject({
      code: 'lint_failed',
      problems: [
        'pinned-search-path: headgate.job_count() is not safe from its caller: add `set search_path = pg_catalog, pg_temp`',
        'everything-commented: comment on view headgate.job_list: there is none',
      ],
    })
    expect((await db.pool.query(`select to_regnamespace('headgate') as schema`)).rows).toEqual([
      { schema: null },
    ])
  })
})
