import { type BenchServer, connect, type Database } from '../server.ts'
import { deadTuples, startMeter } from './counters.ts'

/** What a round left behind in its database. */
export interface Remains {
  readonly deadTuples: number
  /** Of the server, to clean up; null where it cannot be known. */
  readonly vacuumCpuMs: number | null
}

/**
 * Cleans up after a round whose clients have left, so that autovacuum finds nothing to do here while others are
 * measured, and makes a checkpoint, so that none falls into the next round.
 */
export async function settle(server: BenchServer, database: Database): Promise<Remains> {
  const client = await connect(database)
  try {
    const dead = await deadTuples(client)
    const stop = await startMeter(server)
    await client.query('vacuum (analyze)')
    const { cpuMs } = await stop()
    return { deadTuples: dead, vacuumCpuMs: cpuMs }
  } finally {
    await client.end()
    await server.admin.query('checkpoint')
  }
}
