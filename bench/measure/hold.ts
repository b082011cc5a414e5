import { connect, type Database } from '../server.ts'

export type HoldKind = 'reading' | 'writing'

/**
 * Opens a transaction and leaves it open: reading, it holds a snapshot; writing, it has a transaction id too.
 * The function that is given ends it.
 */
export async function holdTransaction(database: Database, kind: HoldKind): Promise<() => Promise<void>> {
  const client = await connect(database)
  if (kind === 'writing') await client.query('create table if not exists held (at timestamptz)')
  await client.query('begin isolation level repeatable read')
  await client.query('select count(*) from pg_class')
  if (kind === 'writing') await client.query('insert into held values (clock_timestamp())')
  return async () => {
    await client.query('rollback')
    await client.end()
  }
}
