import fc from 'fast-check'
import type pg from 'pg'
import { expect } from 'vitest'
import { second, stopClockAt } from '../../support/micros.ts'

type Step =
  | { readonly kind: 'acquire'; readonly tokens: number }
  | { readonly kind: 'release'; readonly which: number; readonly actual: number }
  | { readonly kind: 'wait'; readonly micros: bigint }

/** Size, window in seconds, and what happens. */
export type Script = [number, number, Step[]]

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('acquire' as const),
        tokens: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 1200 })),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('release' as const),
        which: fc.nat(99),
        actual: fc.oneof(
          { weight: 9, arbitrary: fc.nat(3000) },
          { weight: 1, arbitrary: fc.constant(2_147_483_647) },
        ),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        micros: fc.oneof(
          fc.constantFrom(1n, second, 60n * second),
          fc.bigInt({ min: 0n, max: 70n * second }),
          fc.bigInt({ min: 0n, max: second }),
        ),
      }),
    },
  ),
  { minLength: 1, maxLength: 50, size: 'max' },
)

/** A bucket as it is in books: it drains evenly, holds nothing below nothing, and no more than drains in a day. In units times window. */
interface Bucket {
  readonly most: bigint
  readonly window: bigint
  level: bigint
}

function add({ most, window, level }: Bucket, units: bigint): bigint {
  const day = window > 86_400n * second ? window : 86_400n * second
  const full = ((most * day + window - 1n) / window) * window
  const next = level + units * window
  return next < 0n ? 0n : next > full ? full : next
}

/** One endpoint of mode mirror, its clock, and an exact bucket beside it. */
export function bucketsProperty(client: pg.ClientBase) {
  let endpoints = 0
  const sizes = fc.oneof(fc.constantFrom(1, 7, 60, 1000), fc.integer({ min: 1, max: 5000 }))
  return fc.asyncProperty(
    sizes,
    fc.constantFrom(1, 7, 60, 3600),
    steps,
    async (most, windowSeconds, script) => {
      endpoints += 1
      const endpoint = `b${endpoints}`
      const bucket: Bucket = { most: BigInt(most), window: BigInt(windowSeconds) * second, level: 0n }
      const calls: { readonly id: string; readonly tokens: number; isOpen: boolean }[] = []
      let now = 1_900_000_000n * second
      await stopClockAt(client, now)
      await client.query(
        `select from headgate.set_api_rate_limit('p', $1, p_token_limit => $2, p_window_seconds => $3, p_mode => 'mirror')`,
        [endpoint, most, windowSeconds],
      )
      for (const [taken, step] of script.entries()) {
        if (step.kind === 'wait') {
          now += step.micros
          const left = bucket.level - bucket.most * step.micros
          bucket.level = left < 0n ? 0n : left
          await stopClockAt(client, now)
          continue
        }
        if (step.kind === 'acquire') {
          const id = await acquire(client, endpoint, step.tokens)
          if (id === null) {
            // Of a microsecond a drain the limiter may be late.
            const room = bucket.most * bucket.window - bucket.level - slack(bucket, taken)
            expect(BigInt(step.tokens) * bucket.window).toBeGreaterThan(room)
            continue
          }
          bucket.level = add(bucket, BigInt(step.tokens))
          expect(bucket.level).toBeLessThanOrEqual(bucket.most * bucket.window)
          calls.push({ id, tokens: step.tokens, isOpen: true })
        }
        if (step.kind === 'release') {
          const call = calls[step.which % Math.max(calls.length, 1)]
          if (!call?.isOpen) continue
          call.isOpen = false
          await client.query('select from headgate.release_api_capacity($1, $2)', [call.id, step.actual])
          bucket.level = add(bucket, BigInt(step.actual - call.tokens))
        }
        const held = (await takenOf(client, endpoint)) * bucket.window
        expect(held).toBeGreaterThanOrEqual(bucket.level)
        expect(held).toBeLessThanOrEqual(bucket.level + slack(bucket, taken))
      }
    },
  )
}

/** A unit that has not drained in full, and a microsecond for each call. */
function slack({ most, window }: Bucket, calls: number): bigint {
  return window + most * BigInt(calls + 1)
}

/** null: refused, for now or because it could never fit. */
async function acquire(client: pg.ClientBase, endpoint: string, tokens: number): Promise<string | null> {
  try {
    const { rows } = await client.query<{ id: string | null }>(
      `select reservation_id as id from headgate.acquire_api_capacity('p', $1, $2, p_ttl_seconds => 86400)`,
      [endpoint, tokens],
    )
    return rows[0]?.id ?? null
  } catch (error) {
    if (Object(error).code === 'JQ203') return null
    throw error
  }
}

async function takenOf(client: pg.ClientBase, endpoint: string): Promise<bigint> {
  const { rows } = await client.query<{ taken: string }>(
    `select m.taken from headgate_private.api_rate_limits l cross join unnest(l.meters) m
     where l.provider = 'p' and l.endpoint = $1 and m.period = 'bucket' and m.dimension = 'tokens'`,
    [endpoint],
  )
  return BigInt(rows[0]?.taken ?? -1)
}
