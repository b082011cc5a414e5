import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import type { TestRole } from './roles.ts'
import { ensureTemplate } from './template.ts'
import { urlOf } from './url.ts'

/** A database of its own for one test file or one test. It is dropped after the file. */
export interface TestDatabase {
  readonly name: string
  /** Address as the administrator of the test server. */
  readonly connectionString: string
  /** Up to 20 connections as the administrator. */
  readonly pool: pg.Pool
}

const databases = new Set<TestDatabase>()
const clients = new Set<pg.Client>()
const pools = new Set<pg.Pool>()

afterAll(async () => {
  await Promise.all([...clients].map((client) => client.end().catch(() => {})))
  await Promise.all([...pools].filter((pool) => !pool.ended).map((pool) => pool.end()))
  if (databases.size > 0) await withAdmin((admin) => dropAll(admin))
})

/** A database with everything deployed, copied from the template in milliseconds. */
export async function freshDatabase(): Promise<TestDatabase> {
  const run = inject('testRun')
  return await withAdmin(async (admin) => {
    await ensureTemplate(admin, run)
    return await createDatabase(admin, `template ${run.template} ${run.copying}`)
  })
}

/** A database with nothing in it: for tests of the deploy itself. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return await withAdmin((admin) => createDatabase(admin, ''))
}

/** A connection as the administrator, ended after the file. */
export async function connect(db: TestDatabase): Promise<pg.Client> {
  return await open(db.connectionString)
}

/** A connection that is the role and nothing more (`reset role` makes it nobody), ended after the file. */
export async function asRole(db: TestDatabase, role: TestRole): Promise<pg.Client> {
  const client = await open(roleUrl(db))
  await client.query(`set role ${role}`)
  return client
}

/** Like {@link asRole}, a pool of connections. */
export function poolAsRole(db: TestDatabase, role: TestRole, max = 10): pg.Pool {
  return openPool({ connectionString: roleUrl(db), max, options: `-c role=${role}` })
}

function roleUrl(db: TestDatabase): string {
  const { adminUrl, login } = inject('testRun')
  return urlOf(adminUrl, { database: db.name, login })
}

async function createDatabase(admin: pg.Client, clause: string): Promise<TestDatabase> {
  const name = `headgate_test_${randomBytes(6).toString('hex')}`
  await admin.query(`create database ${name} ${clause}`)
  const connectionString = urlOf(inject('testRun').adminUrl, { database: name })
  const db = { name, connectionString, pool: openPool({ connectionString, max: 20 }) }
  databases.add(db)
  return db
}

async function dropAll(admin: pg.Client): Promise<void> {
  for (const { name } of databases) await admin.query(`drop database if exists ${name} with (force)`)
}

async function open(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  // A connection that a test has the server cut is no error of the test's own process.
  client.on('error', () => {})
  await client.connect()
  clients.add(client)
  return client
}

/** A pool that is ended after the file, and does not mind when its connections are cut. */
export function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config)
  pool.on('error', () => {})
  pools.add(pool)
  return pool
}

async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: inject('testRun').adminUrl })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}
