import type pg from 'pg'
import type { Cost } from '../../auditor/single.ts'
import { micros, stopClockAt } from '../../support/micros.ts'
import type { Settings } from './limits.ts'

export interface Answer {
  readonly granted: boolean
  readonly id: string | null
  readonly expiresAt: bigint | null
  readonly blockedBy: string | null
  readonly retryAt: bigint | null
}

/** What an endpoint's row holds, undisturbed. */
export interface Stored {
  readonly slot: bigint
  readonly requestSlots: readonly number[]
  readonly tokenSlots: readonly number[]
  readonly inFlight: number
}

export async function acquire(
  client: pg.ClientBase,
  endpoint: string,
  { requests, tokens }: Cost,
  ttlSeconds: number,
): Promise<Answer | 'too large'> {
  try {
    const { rows } = await client.query(
      `select granted, reservation_id, ${micros('expires_at')} as expires_at, blocked_by, ${micros('retry_at')} as retry_at
       from headgate.acquire_api_capacity('property', $1, $2, $3, p_ttl_seconds => $4)`,
      [endpoint, tokens, requests, ttlSeconds],
    )
    const row = rows[0]
    return {
      granted: row.granted,
      id: row.reservation_id,
      expiresAt: row.expires_at === null ? null : BigInt(row.expires_at),
      blockedBy: row.blocked_by,
      retryAt: row.retry_at === null ? null : BigInt(row.retry_at),
    }
  } catch (error) {
    if (isCode(error, 'JQ203')) return 'too large'
    throw error
  }
}

/** Whether a request would be granted at an instant if nothing else happened until then. Leaves no trace. */
export async function wouldGrant(
  client: pg.ClientBase,
  endpoint: string,
  cost: Cost,
  at: bigint,
): Promise<boolean> {
  await client.query('begin')
  try {
    await stopClockAt(client, at)
    const answer = await acquire(client, endpoint, cost, 1)
    return answer !== 'too large' && answer.granted
  } finally {
    await client.query('rollback')
  }
}

export async function release(
  client: pg.ClientBase,
  id: string,
  tokens: number | null,
  requests: number | null,
  isFinal: boolean,
): Promise<string> {
  try {
    const { rows } = await client.query(
      'select outcome from headgate.release_api_capacity($1, $2, $3, p_final => $4)',
      [id, tokens, requests, isFinal],
    )
    return rows[0].outcome
  } catch (error) {
    if (isCode(error, 'JQ206')) return 'settled otherwise'
    throw error
  }
}

export async function configure(client: pg.ClientBase, endpoint: string, s: Settings): Promise<void> {
  await client.query(
    `select from headgate.set_api_rate_limit('property', $1, p_request_limit => $2, p_token_limit => $3,
       p_concurrency_limit => $4, p_window_seconds => $5, p_skew_allowance_seconds => $6)`,
    [endpoint, s.requests ?? -1, s.tokens ?? -1, s.concurrency ?? -1, s.windowMs / 1000, s.skewMs / 1000],
  )
}

export async function stored(client: pg.ClientBase, endpoint: string): Promise<Stored> {
  const { rows } = await client.query(
    `select slot, request_slots, token_slots, in_flight from headgate_private.api_rate_limits
     where provider = 'property' and endpoint = $1`,
    [endpoint],
  )
  const { slot, request_slots, token_slots, in_flight } = rows[0]
  return { slot: BigInt(slot), requestSlots: request_slots, tokenSlots: token_slots, inFlight: in_flight }
}

/** Forgets the reservations of earlier runs, so that a tick meets only those of this one. */
export async function forgetReservations(client: pg.ClientBase): Promise<void> {
  await client.query('truncate headgate_private.reservation, headgate_private.reservation_settled')
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
