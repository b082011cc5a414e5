import { expect } from 'vitest'
import type { Bench, Row } from '../functions/bench.ts'
import { notRefused } from '../privileges/attempt.ts'
import { readRelations, readsOf, writesOf } from '../privileges/catalog.ts'
import { asRole } from '../support/database.ts'
import type { TestRole } from '../support/roles.ts'
import { untilPast } from './retention.ts'
import type { Scenario } from './room.ts'
import { completed, deadLetter, partitions, tick, turn } from './support.ts'

/** Partitions of every origin: of the schema, of a tick, of what was left of others. */
async function allKinds(bench: Bench): Promise<void> {
  await deadLetter(bench)
  await completed(bench, 3)
  await untilPast(bench)
  expect(await tick(bench)).toMatchObject({ retired: 1 })
}

async function tables(bench: Bench): Promise<Row[]> {
  return await bench.sql(`
    select c.relname as name, c.relrowsecurity as secured, c.relowner::regrole::text as owner, c.relacl as grants,
      c.reloptions as options,
      (select array_agg(x.indexrelid::regclass::text) from pg_index x where x.indrelid = c.oid) as indexes
    from pg_class c where c.relname ~ '^job_queue_[0-9]' and c.relkind = 'r' order by 1`)
}

/** That nobody gets in through a partition. */
export const access = {
  'every partition is as the first, whatever made it': async (open) => {
    const bench = await open()
    await allKinds(bench)
    const found = await tables(bench)
    expect(found.map(({ name }) => name)).toEqual(await partitions(bench))
    for (const table of found) {
      expect(table).toEqual({
        name: table.name,
        secured: true,
        owner: 'headgate_owner',
        grants: null,
        options: ['fillfactor=45', 'autovacuum_enabled=off'],
        indexes: [`headgate_private.${table.name}_pkey`],
      })
    }
  },

  'a storage parameter that an operator sets on the newest partition carries on': async (open) => {
    const bench = await open()
    await bench.sql('alter table headgate_private.job_queue_1 set (autovacuum_vacuum_scale_factor = 0.02)')
    await allKinds(bench)
    await completed(bench, 1)
    await turn(bench)
    const options = (await tables(bench)).map((table) => table.options)
    expect(options.slice(1)).toEqual(
      [1, 2, 3].map(() => ['fillfactor=45', 'autovacuum_enabled=off', 'autovacuum_vacuum_scale_factor=0.02']),
    )
  },

  'no role reads or writes a partition': async (open) => {
    const bench = await open()
    await allKinds(bench)
    const relations = (await readRelations(bench.db)).filter(({ name }) => name.includes('job_queue_'))
    expect(relations.length).toBeGreaterThanOrEqual(4)
    const roles: TestRole[] = [
      'headgate_producer',
      'headgate_worker',
      'headgate_operator',
      'headgate_observer',
    ]
    for (const role of [...roles, 'service_role', 'anon', 'headgate_test_stranger'] satisfies TestRole[]) {
      const client = await asRole(bench.db, role)
      const statements = relations.flatMap((relation) => [...readsOf(relation), ...writesOf(relation)])
      expect(await notRefused(client, statements)).toEqual([])
    }
  },

  'a partition that is granted by mistake shows nothing': async (open) => {
    const bench = await open()
    await allKinds(bench)
    await bench.sql('grant usage on schema headgate_private to anon')
    const anon = await asRole(bench.db, 'anon')
    for (const name of await partitions(bench)) {
      await bench.sql(`grant select, insert on headgate_private.${name} to anon`)
      expect((await anon.query(`select from headgate_private.${name}`)).rowCount).toBe(0)
    }
  },
} satisfies Record<string, Scenario>
