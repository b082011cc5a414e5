import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { connect, type Database } from '../server.ts'

/**
 * Calls something again and again on a connection of its own, as what must run beside the sessions of a queue.
 * The function that it gives ends it, and throws what a call threw.
 */
export async function attend(
  database: Database,
  everyMs: number,
  call: (client: pg.Client, n: number) => Promise<unknown>,
): Promise<() => Promise<void>> {
  const client = await connect(database)
  const over = new AbortController()
  const calling = (async () => {
    for (let n = 0; !over.signal.aborted; n++) {
      await call(client, n)
      await sleep(everyMs, undefined, { signal: over.signal }).catch(() => {})
    }
  })()
  // Told by whoever ends it; until then it is not unhandled.
  calling.catch(() => {})
  return async () => {
    over.abort()
    await calling.finally(() => client.end())
  }
}
