import { createClient } from '@supabase/supabase-js'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { pgTransport } from '../../../client/pg.ts'
import { postgrestTransport } from '../../../client/postgrest.ts'
import type { Transport } from '../../../client/transport.ts'
import { connect, type TestDatabase } from '../../support/database.ts'
import { jwt, startPostgrest } from '../../support/postgrest.ts'
import type { TestRole } from '../../support/roles.ts'

/** A way to carry calls, as every test of the conformance suite opens it. */
export interface Way {
  readonly name: string
  /** A transport to a database, as its administrator or as a role. */
  open(database: TestDatabase, role?: TestRole): Promise<Transport>
  /** A transport to where nobody answers. */
  nowhere(): Transport
}

const nowhere = { host: '127.0.0.1', port: 1, password: 'hunter2', connectionTimeoutMillis: 5000 }

function poolTo({ connectionString }: TestDatabase, role?: TestRole): pg.Pool {
  const options = role === undefined ? {} : { options: `-c role=${role}` }
  const pool = new pg.Pool({ connectionString, max: 3, ...options })
  pool.on('error', () => {})
  onTestFinished(() => pool.end())
  return pool
}

async function clientTo(database: TestDatabase, role?: TestRole): Promise<pg.Client> {
  const client = await connect(database)
  if (role !== undefined) await client.query(`set role ${role}`)
  return client
}

/** Of a caller that undoes what failed and goes on: only so can a test see more than one refusal. */
function withinTransaction(client: pg.Client): Transport {
  const { call } = pgTransport(client)
  return {
    async call(request) {
      await client.query('savepoint one_call')
      try {
        return await call(request)
      } catch (error) {
        await client.query('rollback to savepoint one_call')
        throw error
      }
    },
  }
}

const adminOf = ({ connectionString }: TestDatabase): string => new URL(connectionString).username

export const ways: readonly Way[] = [
  {
    name: 'a pool of pg',
    open: async (database, role) => pgTransport(poolTo(database, role)),
    nowhere: () => pgTransport(new pg.Pool(nowhere)),
  },
  {
    name: 'a pool of pg, prepared',
    open: async (database, role) => pgTransport(poolTo(database, role), { prepare: true }),
    nowhere: () => pgTransport(new pg.Pool(nowhere), { prepare: true }),
  },
  {
    name: 'a client of pg',
    open: async (database, role) => pgTransport(await clientTo(database, role)),
    nowhere: () =>
      pgTransport({ query: async () => await new pg.Client(nowhere).connect().then(() => ({ rows: [] })) }),
  },
  {
    name: 'a client of pg within a transaction',
    async open(database, role) {
      const client = await clientTo(database, role)
      await client.query('begin')
      onTestFinished(async () => {
        await client.query('commit')
      })
      return withinTransaction(client)
    },
    nowhere: () =>
      pgTransport({ query: async () => await new pg.Client(nowhere).connect().then(() => ({ rows: [] })) }),
  },
  {
    name: 'PostgREST by fetch',
    async open(database, role) {
      const { url, secret, close } = await startPostgrest(database)
      onTestFinished(close)
      const authorization = `Bearer ${jwt(secret, { role: role ?? adminOf(database) })}`
      return postgrestTransport({ url, headers: { authorization } })
    },
    nowhere: () => postgrestTransport({ url: 'http://127.0.0.1:1' }),
  },
  {
    name: 'PostgREST by a client of supabase-js',
    async open(database, role) {
      const { url, secret, close } = await startPostgrest({ ...database, path: '/rest/v1' })
      onTestFinished(close)
      const key = jwt(secret, { role: role ?? adminOf(database) })
      const supabase = createClient(url.replace('/rest/v1', ''), key)
      return postgrestTransport(supabase.schema('headgate'))
    },
    nowhere: () => postgrestTransport(createClient('http://127.0.0.1:1', 'a key').schema('headgate')),
  },
]
