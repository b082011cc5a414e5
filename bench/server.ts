import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../server/embedded.ts'
import { parentOf } from './measure/processes.ts'
import { median } from './measure/statistics.ts'

/**
 * What differs from PostgreSQL's own defaults, for every contender alike: room for the data in memory, and no
 * checkpoint in the middle of a round. Durability is as shipped: fsync, full_page_writes and
 * synchronous_commit are on.
 */
export const SERVER_SETTINGS = {
  shared_buffers: '512MB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
}

export interface Database {
  readonly name: string
  /** Holds the password: not for logs. */
  readonly connectionString: string
}

export interface BenchServer {
  readonly version: string
  /** Process id of the postmaster; null where it cannot be known. */
  readonly postmaster: number | null
  /** Median milliseconds of a commit that writes one row: what durability costs on this disk. */
  readonly commitMs: number
  /** As superuser, in the database `postgres`. */
  readonly admin: pg.Client
  /** A new, empty database. */
  createDatabase(label: string): Promise<Database>
  dropDatabase(database: Database): Promise<void>
  stop(): Promise<void>
}

/** A server of this run's own, on disk: a RAM disk would make durability free. */
export async function startBenchServer(log: (line: string) => void): Promise<BenchServer> {
  const dataDir = resolve(import.meta.dirname, '../.headgate', `bench-${process.pid}`)
  const server = await startEmbedded({ keep: false, dataDir, settings: SERVER_SETTINGS, log })
  const admin = new pg.Client({ connectionString: addressOf(server.connectionString, 'postgres') })
  admin.on('error', () => {})
  await admin.connect()
  const { rows } = await admin.query<{ pid: number; version: string }>(
    `select pg_backend_pid() as pid, current_setting('server_version') as version`,
  )
  const { pid = 0, version = 'unknown' } = rows[0] ?? {}
  return {
    version,
    postmaster: parentOf(pid),
    commitMs: await commitLatency(admin),
    admin,
    createDatabase: async (label) => {
      const name = `bench_${label.replaceAll(/\W/g, '_')}_${randomBytes(4).toString('hex')}`
      await admin.query(`create database ${name}`)
      return { name, connectionString: addressOf(server.connectionString, name) }
    },
    dropDatabase: async ({ name }) => {
      await admin.query(`drop database ${name} with (force)`)
    },
    stop: async () => {
      await admin.end()
      await server.stop()
      // As root the server runs as somebody who may empty this folder, but not remove it.
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export async function connect(database: Database): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.connectionString, application_name: 'bench' })
  // A server that stops while a client idles is reported by the client's next query.
  client.on('error', () => {})
  await client.connect()
  return client
}

function addressOf(connectionString: string, database: string): string {
  const url = new URL(connectionString)
  url.pathname = join('/', database)
  return url.href
}

async function commitLatency(admin: pg.Client): Promise<number> {
  await admin.query('create table if not exists commit_probe (at timestamptz)')
  const times: number[] = []
  for (let i = 0; i < 50; i++) {
    const from = performance.now()
    await admin.query('insert into commit_probe values (clock_timestamp())')
    times.push(performance.now() - from)
  }
  await admin.query('drop table commit_probe')
  return median(times) ?? 0
}
