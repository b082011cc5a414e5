import { beforeAll, describe, expect, it } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../support/database.ts'
import { deployTo, query, refusal, sqlTree, value } from './support.ts'

const REPAIRABLE: [what: string, sql: string, problem: string][] = [
  [
    'a body',
    `create or replace function headgate.job_count() returns bigint language sql stable security definer
     set search_path = '' as $$ select 42::bigint $$`,
    'function headgate.job_count(): changed',
  ],
  [
    'an unpinned search_path',
    'alter function headgate.job_count() reset search_path',
    'function headgate.job_count(): changed',
  ],
  [
    'a comment',
    `comment on function headgate.job_count() is 'Hm.'`,
    'function headgate.job_count(): changed',
  ],
  [
    'an overload',
    'create function headgate.job_count(int) returns int language sql as $$ select 1 $$',
    'function headgate.job_count(integer): added',
  ],
  [
    'a missing function',
    'drop function headgate_private.seed_setting(text, text)',
    'function headgate_private.seed_setting(p_key text, p_value text): missing',
  ],
  [
    'a grant',
    'grant execute on function headgate.add_job(text, text) to public',
    'grants on function headgate.add_job(p_label text, p_note text): changed',
  ],
  [
    'a grant with grant option',
    'grant execute on function headgate.add_job(text, text) to headgate_producer with grant option',
    'grants on function headgate.add_job(p_label text, p_note text): changed',
  ],
  [
    'a revoked grant',
    'revoke execute on function headgate.add_job(text, text) from headgate_producer',
    'grants on function headgate.add_job(p_label text, p_note text): changed',
  ],
  [
    'a granted table',
    'grant select, update on headgate_private.job to headgate_observer',
    'grants on table headgate_private.job: changed',
  ],
  [
    'a granted schema',
    'grant usage on schema headgate_private to public',
    'grants on schema headgate_private: changed',
  ],
  [
    'a view',
    'create or replace view headgate.busy_jobs as select 1::bigint as job_id',
    'view headgate.busy_jobs: changed',
  ],
  ['a view more', 'create view headgate.more as select 1 as one', 'view headgate.more: added'],
  [
    'a disabled trigger',
    'alter table headgate_private.job disable trigger job_guard',
    'trigger job_guard on headgate_private.job: changed',
  ],
  [
    'a missing trigger',
    'drop trigger job_guard on headgate_private.job',
    'trigger job_guard on headgate_private.job: missing',
  ],
  [
    'a policy more',
    'create policy "o;d ""one""" on headgate_private.job for select using (true)',
    'policy "o;d ""one""" on headgate_private.job: added',
  ],
]

const STUBBORN: [what: string, plant: string, undo: string, problem: string][] = [
  [
    'a column',
    'alter table headgate_private.job add column mine int',
    'alter table headgate_private.job drop column mine',
    'column headgate_private.job.mine: added',
  ],
  [
    'a column type',
    'alter table headgate_private.setting alter column value type varchar(9)',
    'alter table headgate_private.setting alter column value type text',
    'column headgate_private.setting.value: changed',
  ],
  [
    'a default',
    `alter table headgate_private.setting alter column value set default ''`,
    'alter table headgate_private.setting alter column value drop default',
    'column headgate_private.setting.value: changed',
  ],
  [
    'a null allowed',
    'alter table headgate_private.setting alter column value drop not null',
    'alter table headgate_private.setting alter column value set not null',
    'column headgate_private.setting.value: changed',
  ],
  [
    'a constraint',
    'alter table headgate_private.job add constraint short check (length(label) < 9)',
    'alter table headgate_private.job drop constraint short',
    'constraint headgate_private.job.short: added',
  ],
  [
    'an index',
    'create index mine on headgate_private.job (label)',
    'drop index headgate_private.mine',
    'index headgate_private.mine on headgate_private.job: added',
  ],
  [
    'a table',
    'create table headgate_private.mine ()',
    'drop table headgate_private.mine',
    'table headgate_private.mine: added',
  ],
  [
    'row security',
    'alter table headgate_private.job disable row level security',
    'alter table headgate_private.job enable row level security',
    'table headgate_private.job: changed',
  ],
  [
    'a domain',
    'alter domain headgate.job_id add constraint positive check (value > 0)',
    'alter domain headgate.job_id drop constraint positive',
    'domain headgate.job_id: changed',
  ],
  [
    'an enum',
    `create type headgate.mood as enum ('a')`,
    'drop type headgate.mood',
    'enum headgate.mood: added',
  ],
]

describe('what was changed by hand', () => {
  let db: TestDatabase

  beforeAll(async () => {
    db = await emptyDatabase()
    await deployTo(db)
  })

  // Each leaves the database as it was: that is what repairing means.
  it.each(REPAIRABLE)('is refused, then repaired: %s', async (_what, sql, problem) => {
    await query(db, sql)
    const error = await refusal(deployTo(db))
    expect(error).toMatchObject({ code: 'catalog_drifted' })
    expect(error.problems).toContain(problem)
    expect(error.hint).toContain('--repair')

    const report = await deployTo(db, undefined, { repair: true })
    expect(report).toMatchObject({ changed: true, repaired: error.problems })
  })

  it('is as before after all these repairs', async () => {
    expect(await deployTo(db)).toMatchObject({ changed: false })
  })

  it.each(STUBBORN)('is refused and must be undone by hand: %s', async (_what, plant, undo, problem) => {
    await query(db, plant)
    const error = await refusal(deployTo(db, undefined, { repair: true }))
    expect(error).toMatchObject({ code: 'catalog_drifted' })
    expect(error.problems).toContain(problem)
    expect(error.hint).toContain('Undo by hand')
    await query(db, undo)
  })

  it('is refused also when the files changed too', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await deployTo(db, tree)
    await query(db, `comment on function headgate.job_count() is 'Hm.'`)
    await tree.edit('functions/jobs/add_job.sql', 'Adds a job', 'Lines a job up')
    expect(await refusal(deployTo(db, tree))).toMatchObject({ code: 'catalog_drifted' })
    const report = await deployTo(db, tree, { repair: true })
    expect([...report.functions.replaced].sort()).toEqual(['headgate.add_job', 'headgate.job_count'])
  })
})

describe('what is no drift', () => {
  it('a partition made and dropped at run time', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await tree.write(
      'schema/0002_log.sql',
      `create table headgate_private.log (log_id bigint primary key, job_id bigint) partition by range (log_id);
       create index log_by_job on headgate_private.log (job_id);
       create table headgate_private.note (log_id bigint references headgate_private.log);
       alter table headgate_private.log enable row level security;
       alter table headgate_private.note enable row level security;
       comment on table headgate_private.log is 'x'; comment on column headgate_private.log.log_id is 'x';
       comment on column headgate_private.log.job_id is 'x';
       comment on table headgate_private.note is 'x'; comment on column headgate_private.note.log_id is 'x';`,
    )
    await deployTo(db, tree)
    await query(
      db,
      `set role headgate_owner;
       create table headgate_private.log_1 partition of headgate_private.log for values from (0) to (9);
       alter table headgate_private.log_1 enable row level security;
       reset role`,
    )
    expect(await deployTo(db, tree)).toMatchObject({ changed: false })
    await query(
      db,
      'alter table headgate_private.log detach partition headgate_private.log_1; drop table headgate_private.log_1',
    )
    expect(await deployTo(db, tree)).toMatchObject({ changed: false })
  })

  it('autovacuum settings, statistics, a clustered table', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    await query(db, 'alter table headgate_private.job set (autovacuum_vacuum_cost_delay = 0)')
    await query(db, 'alter table headgate_private.job alter label set statistics 500')
    await query(db, 'vacuum (full, analyze) headgate_private.job')
    expect(await deployTo(db)).toMatchObject({ changed: false })
  })

  it('what another session setting prints differently', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await tree.write(
      'schema/0002_times.sql',
      `alter table headgate_private.job add column since timestamptz default '2026-01-01 00:00+00';
       comment on column headgate_private.job.since is 'When.';`,
    )
    await deployTo(db, tree)
    await query(db, `alter database ${db.name} set timezone = 'Asia/Tokyo'`)
    await query(db, `alter database ${db.name} set datestyle = 'German'`)
    await query(db, `alter database ${db.name} set search_path = 'headgate_private'`)
    await query(db, `alter database ${db.name} set quote_all_identifiers = on`)
    expect(await deployTo(db, tree)).toMatchObject({ changed: false })
  })

  it('an upgraded server, where all that can be is applied again', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    await query(
      db,
      `update headgate_private.deployment
       set server_major = 14,
           catalog = catalog || '{"manner": "14 x", "function headgate.job_count()": "printed otherwise"}'`,
    )
    await query(db, 'create function headgate.job_count(int) returns int language sql as $$ select 1 $$')
    const report = await deployTo(db)
    expect(report).toMatchObject({ changed: true, repaired: [], functions: { unchanged: 0 } })
    expect(report.functions.replaced).toContain('headgate.add_job')
    expect(report.functions.recreated).toEqual(['headgate.job_count'])
    expect(await deployTo(db)).toMatchObject({ changed: false })
    expect(await value(db, 'select count(*)::int from headgate_private.deployment')).toBe(2)
  })
})
