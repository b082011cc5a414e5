import { describe, expect, it } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../support/database.ts'
import { deployTo, query, refusal, type SqlTree, sqlTree, value } from './support.ts'

const ADD_JOB = 'functions/jobs/add_job.sql'

async function deployed(): Promise<{ db: TestDatabase; tree: SqlTree }> {
  const [db, tree] = [await emptyDatabase(), await sqlTree()]
  await deployTo(db, tree)
  return { db, tree }
}

function oidOf(db: TestDatabase, name: string): Promise<unknown> {
  return value(db, 'select $1::regproc::oid', [name])
}

function signatures(db: TestDatabase, name: string): Promise<{ signature: string }[]> {
  return query(db, 'select oid::regprocedure::text as signature from pg_proc where proname = $1', [name])
}

describe('the function set', () => {
  it('replaces a changed body in place, so that the function stays the same object', async () => {
    const { db, tree } = await deployed()
    const before = await oidOf(db, 'headgate.add_job')
    await tree.edit(ADD_JOB, 'values (p_label)', `values (p_label || '!')`)
    const report = await deployTo(db, tree)
    expect(report.functions).toMatchObject({ replaced: ['headgate.add_job'], recreated: [], unchanged: 3 })
    expect(await oidOf(db, 'headgate.add_job')).toBe(before)
    await query(db, `select headgate.add_job('x')`)
    expect(await value(db, 'select label from headgate.job_list')).toBe('x!')
  })

  it.each([
    ['a renamed argument', 'p_note text default null', 'p_remark text default null'],
    ['another argument type', 'p_note text default null', 'p_note integer default null'],
    ['one argument more, with a default', 'default null)', 'default null, p_extra integer default 1)'],
    ['one argument less', 'p_label text, p_note text default null', 'p_label text'],
    ['a default taken away', 'p_note text default null', 'p_note text'],
    ['another result type', 'returns bigint', 'returns headgate.job_id'],
  ])('makes a function anew for %s, and leaves no overload', async (_what, from, to) => {
    const { db, tree } = await deployed()
    await tree.edit(ADD_JOB, from, to)
    const report = await deployTo(db, tree)
    expect(report.functions).toMatchObject({ recreated: ['headgate.add_job'], replaced: [], unchanged: 3 })
    expect(await signatures(db, 'add_job')).toHaveLength(1)
    expect(
      await value(
        db,
        `select has_function_privilege('headgate_producer', 'headgate.add_job'::regproc, 'execute')`,
      ),
    ).toBe(true)
    expect(
      await value(
        db,
        `select has_function_privilege('headgate_worker', 'headgate.add_job'::regproc, 'execute')`,
      ),
    ).toBe(false)
    expect(await deployTo(db, tree)).toMatchObject({ changed: false })
  })

  it('drops a function whose file is gone', async () => {
    const { db, tree } = await deployed()
    await tree.remove(ADD_JOB)
    await tree.edit('policies/grants.matrix', 'function  add_job    x        .      x        .', '')
    const report = await deployTo(db, tree)
    expect(report.functions.dropped).toEqual(['headgate.add_job(text,text)'])
    expect(await signatures(db, 'add_job')).toEqual([])
  })

  it('drops a trigger function together with its trigger', async () => {
    const { db, tree } = await deployed()
    await tree.remove('functions/jobs/job_guard.sql')
    await tree.write('policies/triggers.sql', '')
    const report = await deployTo(db, tree)
    expect(report.functions.dropped).toEqual(['headgate_private.job_guard()'])
  })

  it('refuses to drop what something of somebody else depends on, and says what', async () => {
    const { db, tree } = await deployed()
    await query(db, 'create view public.mine as select headgate.job_count() as n')
    await tree.edit('functions/jobs/job_count.sql', 'returns bigint', 'returns numeric')
    const error = await refusal(deployTo(db, tree))
    expect(error).toMatchObject({ code: 'object_in_use', sqlstate: '2BP01' })
    expect(error.detail).toContain('view public.mine')
  })

  it('copes with a default that calls a function of a later file', async () => {
    const { db, tree } = await deployed()
    await tree.edit(ADD_JOB, 'default null', 'default headgate_private.zero()')
    await tree.write(
      'functions/jobs/zero.sql',
      `create function headgate_private.zero() returns text language sql as $$ select '0' $$;
       comment on function headgate_private.zero is 'Zero.';`,
    )
    const report = await deployTo(db, tree)
    expect(report.functions).toMatchObject({
      created: ['headgate_private.zero'],
      replaced: ['headgate.add_job'],
    })
  })

  it('keeps the comment of the file', async () => {
    const { db, tree } = await deployed()
    await tree.edit(ADD_JOB, 'Adds a job', 'Lines a job up')
    await deployTo(db, tree)
    expect(await value(db, `select obj_description('headgate.add_job'::regproc, 'pg_proc')`)).toBe(
      'Lines a job up — “größer”.',
    )
  })
})

describe('a mistake in a function', () => {
  it('in its head is told with file, line and column', async () => {
    const { db, tree } = await deployed()
    await tree.edit(ADD_JOB, 'default null', 'default nosuch(1)')
    const error = await refusal(deployTo(db, tree))
    expect(error).toMatchObject({
      code: 'sql_failed',
      sqlstate: '42883',
      file: 'sql/functions/jobs/add_job.sql',
      line: 2,
      column: 68,
    })
  })

  it('in its body is told with file, line and column', async () => {
    const { db, tree } = await deployed()
    await tree.edit(ADD_JOB, '  return v_job_id;', '  -- “größer”\n  retrun v_job_id;')
    const error = await refusal(deployTo(db, tree))
    expect(error).toMatchObject({
      code: 'sql_failed',
      sqlstate: '42601',
      file: 'sql/functions/jobs/add_job.sql',
      line: 13,
      column: 3,
    })
  })

  it('in an SQL body that reads a missing table is found, though nobody calls it', async () => {
    const { db, tree } = await deployed()
    await tree.edit('functions/jobs/job_count.sql', 'headgate.job_list', 'headgate.job_lost')
    const error = await refusal(deployTo(db, tree))
    expect(error).toMatchObject({ sqlstate: '42P01', file: 'sql/functions/jobs/job_count.sql', line: 7 })
  })

  it('in its comment is told with file and line', async () => {
    const { db, tree } = await deployed()
    await tree.edit(
      ADD_JOB,
      'comment on function headgate.add_job',
      'comment on function headgate.add_job(text)',
    )
    const error = await refusal(deployTo(db, tree))
    expect(error).toMatchObject({ sqlstate: '42883', file: 'sql/functions/jobs/add_job.sql' })
  })
})
