import { describe, expect, it } from 'vitest'
import { emptyDatabase } from '../support/database.ts'
import { deployTo, query, refusal, sqlTree, value } from './support.ts'

describe('the grants', () => {
  it('are those of the matrix and no others', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    const rows = await query(
      db,
      `select r.rolname as role,
              array(select p.proname::text from pg_proc as p
                    where p.pronamespace in ('headgate'::regnamespace, 'headgate_private'::regnamespace)
                      and has_function_privilege(r.rolname, p.oid, 'execute') order by 1) as functions,
              array(select c.relname::text from pg_class as c
                    where c.relnamespace in ('headgate'::regnamespace, 'headgate_private'::regnamespace)
                      and c.relkind in ('r', 'p', 'v')
                      and has_table_privilege(r.rolname, c.oid, 'select, insert, update, delete, truncate')
                    order by 1) as relations,
              has_schema_privilege(r.rolname, 'headgate', 'usage') as api,
              has_schema_privilege(r.rolname, 'headgate_private', 'usage') as private
       from pg_roles as r where r.rolname ~ '^headgate_(producer|worker|operator|observer)$|^(anon|authenticated)$'
       order by 1`,
    )
    const nothing = { functions: [], relations: [], api: false, private: false }
    expect(rows).toEqual([
      { role: 'anon', ...nothing },
      { role: 'authenticated', ...nothing },
      {
        role: 'headgate_observer',
        functions: ['job_count'],
        relations: ['job_list'],
        api: true,
        private: false,
      },
      {
        role: 'headgate_operator',
        functions: ['add_job', 'job_count'],
        relations: ['job_list'],
        api: true,
        private: false,
      },
      {
        role: 'headgate_producer',
        functions: ['add_job', 'job_count'],
        relations: [],
        api: true,
        private: false,
      },
      { role: 'headgate_worker', functions: ['job_count'], relations: [], api: true, private: false },
    ])
  })

  it('make service_role a producer, worker and operator where it exists', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    const groups = await query(
      db,
      `select roleid::regrole::text as group from pg_auth_members
       where member = 'service_role'::regrole and roleid::regrole::text like 'headgate%' order by 1`,
    )
    expect(groups.map((row) => Object.values(row)[0])).toEqual([
      'headgate_operator',
      'headgate_producer',
      'headgate_worker',
    ])
  })

  it('follow an edited matrix', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await deployTo(db, tree)
    await tree.edit('policies/grants.matrix', 'add_job    x        .', 'add_job    .        x')
    const report = await deployTo(db, tree)
    expect(report.grants).toEqual([
      'revoke EXECUTE on function headgate.add_job(text,text) from headgate_producer cascade',
      'grant EXECUTE on function headgate.add_job(text,text) to headgate_worker',
    ])
    expect(report).toMatchObject({ functions: { unchanged: 4 }, views: [], policies: [] })
  })

  it('cover new functions from the moment they are made', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    await query(
      db,
      `set role headgate_owner; create function headgate_private.late() returns int language sql as 'select 1'; reset role`,
    )
    expect(
      await value(db, `select has_function_privilege('anon', 'headgate_private.late()', 'execute')`),
    ).toBe(false)
  })

  it.each([
    [
      'function job_count',
      'function  job_count  x        x      x        x',
      'function job_count: has no row',
    ],
    ['view busy_jobs', 'view      busy_jobs  .        .      .        .', 'view busy_jobs: has no row'],
  ])('need a row for %s', async (_what, row, problem) => {
    const tree = await sqlTree()
    await tree.edit('policies/grants.matrix', row, '')
    const error = await refusal(deployTo(await emptyDatabase(), tree))
    expect(error).toMatchObject({ code: 'matrix_mismatch', problems: [problem] })
  })

  it('need a file for every row', async () => {
    const tree = await sqlTree()
    await tree.edit(
      'policies/grants.matrix',
      'view      busy_jobs',
      'function gone . . . .\nview      busy_jobs',
    )
    const error = await refusal(deployTo(await emptyDatabase(), tree))
    expect(error).toMatchObject({
      code: 'matrix_mismatch',
      problems: ['function gone: has a row but no file'],
    })
  })
})
