import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunSql } from '../../codegen/catalog.ts'
import { introspect, type Reading } from '../../codegen/introspect.ts'
import { connect, emptyDatabase, type TestDatabase } from '../support/database.ts'

/** The SQL of the hostile fixture. */
export const fixtureSql = readFileSync(join(import.meta.dirname, 'fixture.sql'), 'utf8')

/** Where the client generated from the fixture is kept. */
export const goldenFolder = join(import.meta.dirname, 'golden')

/** How the golden files find the runtime. */
export const goldenOptions = { client: '../../../client' }

export interface Fixture {
  readonly database: TestDatabase
  readonly run: RunSql
  /** Reads the contract as it would be with more SQL applied; nothing of it stays. */
  readWith(sql: string): Promise<Reading>
}

/** A database that holds the fixture. */
export async function openFixture(): Promise<Fixture> {
  const database = await emptyDatabase()
  const client = await connect(database)
  await client.query(fixtureSql)
  const run: RunSql = async (sql) => (await client.query(sql)).rows
  return {
    database,
    run,
    async readWith(sql) {
      await client.query('begin')
      try {
        await client.query(sql)
        // The reading stays inside this transaction instead of opening its own.
        return await introspect(async (text) => (/^(begin|rollback)/.test(text) ? [] : run(text)))
      } finally {
        await client.query('rollback')
      }
    },
  }
}
