import { ConnectionLost, TransportFailed } from './errors.ts'
import type { Transport } from './transport.ts'

/** A Pool of `pg`, as far as listening needs it. */
export interface PgListenPool {
  connect(): Promise<PgListenClient>
}

interface PgListenClient {
  query(text: string): Promise<{ readonly rows: unknown[] }>
  on(event: 'notification', listener: (heard: Notification) => void): unknown
  on(event: 'error', listener: () => void): unknown
  release(destroy: boolean): void
}

interface Notification {
  readonly channel: string
  readonly payload?: string | undefined
}

/** A connection on which nothing is heard may have been cut without a word: this often it is asked. */
const askEveryMs = 30_000
const answerWithinMs = 10_000

/** How to listen by way of the pool given, or else of the Pool that carries the calls, if it has connections to spare. */
export function listenerOf(queryable: object, given?: PgListenPool): Transport['listen'] {
  if (given) return (...how) => listenOn(given, false, ...how)
  return isPool(queryable) && queryable.options.max > 1
    ? (...how) => listenOn(queryable, true, ...how)
    : undefined
}

function isPool(
  queryable: object,
): queryable is PgListenPool & { readonly options: { readonly max: number } } {
  return 'totalCount' in queryable && 'connect' in queryable && 'options' in queryable
}

/**
 * Takes a connection of the pool for as long as it listens, and throws it away afterwards.
 *
 * @throws ConnectionLost, TransportFailed
 */
async function listenOn(
  pool: PgListenPool,
  mustBeDirect: boolean,
  channel: string,
  onHeard: (payload: string) => void,
  onLost: () => void,
): Promise<() => void> {
  const client = await pool.connect().catch(fail)
  let asking: ReturnType<typeof setInterval> | undefined
  let isOver = false

  function end(): void {
    if (isOver) return
    isOver = true
    clearInterval(asking)
    client.release(true)
  }

  function lose(): void {
    if (isOver) return
    end()
    onLost()
  }

  // A client that is checked out tells its own listeners only, and ends the program without one.
  client.on('error', lose)
  client.on('notification', (heard) => {
    if (heard.channel === channel && !isOver) onHeard(heard.payload ?? '')
  })
  try {
    if (mustBeDirect) await requireDirect(client)
    await inTime(client.query(`listen "${channel}"`))
  } catch (error) {
    end()
    return fail(error)
  }
  asking = setInterval(() => inTime(client.query('select')).catch(lose), askEveryMs)
  return end
}

/** A pooler in transaction mode accepts `listen`, and nothing is ever heard. It gives its clients ids of its own. */
async function requireDirect(client: PgListenClient): Promise<void> {
  const claimed: unknown = 'processID' in client ? client.processID : undefined
  const { rows } = await inTime(client.query('select pg_catalog.pg_backend_pid() as pid'))
  const [row] = rows
  const actual: unknown = typeof row === 'object' && row !== null && 'pid' in row ? row.pid : undefined
  if (typeof claimed !== 'number' || claimed === actual) return
  throw new TransportFailed({
    function: 'listen',
    message: 'a pooler stands before the server, behind which notifications may not be heard',
    hint: 'Give pgTransport a `listenPool` that goes to the server itself, or the worker `listen: false`.',
  })
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer came in time')), answerWithinMs)
  })
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

/** What may pass is a lost connection; a server that refuses to be listened to will do so again. */
function fail(error: unknown): never {
  if (error instanceof TransportFailed) throw error
  const message = error instanceof Error ? error.message : String(error)
  const failure = { function: 'listen', message: `listening failed: ${message}`, cause: error }
  throw isRefusal(error)
    ? new TransportFailed({ ...failure, hint: 'Give the worker `listen: false`, and it only polls.' })
    : new ConnectionLost({ ...failure, hint: 'Listen again on a new connection.' })
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error &&
    'severity' in error &&
    'code' in error &&
    !/^(08|25006|53|57)/.test(String(error.code))
  )
}
