import type pg from 'pg'
import type { BenchServer } from '../server.ts'
import { serverCpuMs } from './processes.ts'

/** What a stretch of work took. */
export interface Usage {
  readonly seconds: number
  /** Of the server alone; null where it cannot be known. */
  readonly cpuMs: number | null
  readonly walBytes: number
}

/** Begins to measure; the function that it gives ends it. */
export async function startMeter(server: BenchServer): Promise<() => Promise<Usage>> {
  const wal = await walPosition(server.admin)
  const cpu = cpuOf(server)
  const from = performance.now()
  return async () => {
    const seconds = (performance.now() - from) / 1000
    const cpuNow = cpuOf(server)
    const cpuMs = cpu === null || cpuNow === null ? null : cpuNow - cpu
    return { seconds, cpuMs, walBytes: (await walPosition(server.admin)) - wal }
  }
}

/** Dead row versions in all tables of the database. Exact only once the clients that made them have left. */
export async function deadTuples(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ dead: string }>(
    'select coalesce(sum(n_dead_tup), 0)::text as dead from pg_stat_user_tables',
  )
  return Number(rows[0]?.dead)
}

function cpuOf({ postmaster }: BenchServer): number | null {
  return postmaster === null ? null : serverCpuMs(postmaster)
}

async function walPosition(admin: pg.Client): Promise<number> {
  const { rows } = await admin.query<{ bytes: string }>(
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as bytes`,
  )
  return Number(rows[0]?.bytes)
}
