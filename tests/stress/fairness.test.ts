import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { installTestClock } from '../support/clock.ts'
import { connect, freshDatabase } from '../support/database.ts'
import { micros, second, stopClockAt } from '../support/micros.ts'

/** 10,000 tokens a minute; 40 clients that together want twice as much, and one that needs 60 times the usual. */
const perMinute = 10_000
const usual = 100
const large = 60 * usual
const smallClients = 40
const everySeconds = (60 * smallClients * usual) / (2 * perMinute)
const idealSeconds = (60 * large) / perMinute
const seconds = 300

interface Client {
  readonly tokens: number
  /** When it began to want what it has not got yet. */
  since: bigint
  wakes: bigint
}

interface Tally {
  asked: number
  granted: number
  /** Seconds that the large client waited, each time. */
  readonly waits: number[]
}

let client: pg.Client

beforeAll(async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  client = await connect(db)
})

describe('a client that needs 60 times the usual, among 40 small ones at twice the capacity', () => {
  test('gets its turn within three times its ideal wait where calls are booked ahead, and nobody asks in vain', async () => {
    const { asked, granted, waits } = await crowd('booking', 100)
    expect(waits.length).toBeGreaterThanOrEqual(3)
    expect(Math.max(...waits)).toBeLessThanOrEqual(3 * idealSeconds)
    expect(asked / granted).toBeLessThanOrEqual(1.5)
  })

  test('starves where everybody asks again when the limiter says so: this test can tell', async () => {
    const { waits } = await crowd('polling', null)
    expect(waits).toEqual([])
  })
})

/** Everybody asks, makes the call when it may begin, and asks again in due time; the clock jumps from one to the next. */
async function crowd(endpoint: string, maxWait: number | null): Promise<Tally> {
  const start = 1_900_000_000n * second
  await client.query(
    `select from headgate.set_api_rate_limit('p', $1, p_token_limit => $2, p_window_seconds => 60)`,
    [endpoint, perMinute],
  )
  const spread = (n: number) => start + (BigInt(n) * BigInt(everySeconds) * second) / BigInt(smallClients)
  const clients: Client[] = Array.from({ length: smallClients }, (_, n) => ({
    tokens: usual,
    since: spread(n),
    wakes: spread(n),
  }))
  clients.push({ tokens: large, since: start + 60n * second, wakes: start + 60n * second })
  const tally: Tally = { asked: 0, granted: 0, waits: [] }
  for (;;) {
    const next = clients.reduce((first, one) => (one.wakes < first.wakes ? one : first))
    if (next.wakes > start + BigInt(seconds) * second) return tally
    await stopClockAt(client, next.wakes)
    await ask(endpoint, next, maxWait, tally)
  }
}

async function ask(endpoint: string, one: Client, maxWait: number | null, tally: Tally): Promise<void> {
  tally.asked += 1
  const { rows } = await client.query<{ granted: boolean; start_at: string | null; retry_at: string | null }>(
    `select granted, ${micros('start_at')} as start_at, ${micros('retry_at')} as retry_at
     from headgate.acquire_api_capacity('p', $1, $2, p_max_wait_seconds => $3)`,
    [endpoint, one.tokens, maxWait],
  )
  const [answer] = rows
  if (answer?.granted !== true) {
    one.wakes = BigInt(answer?.retry_at ?? one.wakes + second)
    if (one.wakes <= one.since) one.wakes = one.since + second
    return
  }
  tally.granted += 1
  const begins = BigInt(answer.start_at ?? one.wakes)
  if (one.tokens === large) {
    tally.waits.push(Number(begins - one.since) / 1e6)
    one.since = begins
  } else {
    const due = one.since + BigInt(everySeconds) * second
    one.since = due > begins ? due : begins
  }
  one.wakes = one.since
}
