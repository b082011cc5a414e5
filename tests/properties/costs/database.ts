import type pg from 'pg'
import { micros } from '../../support/micros.ts'
import { type Ask, type JobAsk, type Limits, lanes, type Scope } from './steps.ts'

export const skewSeconds = 0.5

export interface Grant {
  readonly id: string
  readonly expiresAt: bigint
}

export async function configure(
  client: pg.ClientBase,
  endpoint: string,
  scope: Scope,
  limits: Limits,
  outputWeight: number,
): Promise<void> {
  const parents = scope === 'org' ? [] : [{ scope: 'org' }]
  const { requests, tokens, input, output, cost, concurrency } = limits
  await client.query(
    `select from headgate.set_api_rate_limit('p', $1, $2, p_request_limit => $3, p_token_limit => $4,
       p_input_token_limit => $5, p_output_token_limit => $6, p_concurrency_limit => $7, p_window_seconds => 60,
       p_skew_allowance_seconds => $8, p_parents => $9, p_day_cost_limit => $10, p_currency => 'EUR',
       p_output_token_weight => $11)`,
    [
      endpoint,
      scope,
      ...[requests, tokens, input, output, concurrency].map((limit) => limit ?? -1),
      skewSeconds,
      JSON.stringify(parents),
      cost ?? -1,
      outputWeight,
    ],
  )
}

/** null: refused, for now or because it could never fit. */
export async function acquire(
  client: pg.ClientBase,
  endpoint: string,
  { requests, input, output, cost, ttlSeconds }: Ask,
): Promise<Grant | null> {
  try {
    const { rows } = await client.query<{ id: string | null; expires_at: string }>(
      `select reservation_id as id, ${micros('expires_at')} as expires_at
       from headgate.acquire_api_capacity('p', $1, p_requests => $2, p_scope => 'key', p_ttl_seconds => $3,
         p_input_tokens => $4, p_output_tokens => $5,
         p_cost_micros => $6, p_currency => 'EUR')`,
      [endpoint, requests, ttlSeconds, input, output, cost],
    )
    const [row] = rows
    return row === undefined || row.id === null ? null : { id: row.id, expiresAt: BigInt(row.expires_at) }
  } catch (error) {
    if (Object(error).code === 'JQ203') return null
    throw error
  }
}

/** What became of it: settled, expired or already_settled. */
export async function release(
  client: pg.ClientBase,
  id: string,
  input: number | null,
  output: number | null,
  cost: number | null,
): Promise<string> {
  try {
    const { rows } = await client.query<{ outcome: string }>(
      `select outcome from headgate.release_api_capacity($1, p_actual_input_tokens => $2, p_actual_output_tokens => $3,
         p_actual_cost_micros => $4)`,
      [id, input, output, cost],
    )
    return rows[0]?.outcome ?? ''
  } catch (error) {
    if (Object(error).code === 'JQ206') return 'already_settled'
    throw error
  }
}

/** Types whose jobs take the key, and so the organisation. */
export async function addLanes(client: pg.ClientBase, endpoint: string): Promise<void> {
  for (const lane of lanes)
    await client.query(`select from headgate.set_job_type($1, 'p', $2, 'key', p_max_attempts => 1000)`, [
      `${endpoint}${lane}`,
      endpoint,
    ])
}

/** null: refused, because it could never fit. */
export async function enqueue(
  client: pg.ClientBase,
  endpoint: string,
  { lane, kinds, total, cost }: JobAsk,
): Promise<string | null> {
  try {
    const { rows } = await client.query<{ id: string }>(
      `select job_id as id from headgate.enqueue_job($1, p_estimated_tokens => $2, p_input_tokens => $3,
         p_output_tokens => $4, p_cost_micros => $5)`,
      [`${endpoint}${lanes[lane]}`, kinds ? null : total, kinds?.input, kinds?.output, cost],
    )
    return rows[0]?.id ?? null
  } catch (error) {
    if (Object(error).code === 'JQ203') return null
    throw error
  }
}

export interface Held {
  readonly job: string
  readonly token: string
  readonly expiresAt: bigint
}

export async function claim(
  client: pg.ClientBase,
  endpoint: string,
  limit: number,
  leaseSeconds: number,
): Promise<Held[]> {
  const { rows } = await client.query<{ job: string; token: string; expires_at: string }>(
    `select job_id as job, lease_token as token, ${micros('lease_expires_at')} as expires_at
     from headgate.claim_jobs('w', $1, $2, $3)`,
    [lanes.map((lane) => `${endpoint}${lane}`), limit, leaseSeconds],
  )
  return rows.map(({ job, token, expires_at }) => ({ job, token, expiresAt: BigInt(expires_at) }))
}

const calls = {
  complete: 'select from headgate.complete_job($1, $2, null, $3, null, $4, $5, $6)',
  fail: `select from headgate.fail_job($1, $2, '"no"', true, headgate_private.clock(), $3, null, $4, $5, $6)`,
  snooze: `select from headgate.reschedule_job($1, 0, 'later', $2, null, $3, null, $4, $5, $6)`,
}

/** What was reported; null: not told. */
export interface Report {
  readonly total: number | null
  readonly input: number | null
  readonly output: number | null
  readonly cost: number | null
}

/** Whether it was still held. */
export async function settleJob(
  client: pg.ClientBase,
  how: keyof typeof calls,
  { job, token }: Held,
  { total, input, output, cost }: Report,
): Promise<boolean> {
  try {
    await client.query(calls[how], [job, token, total, input, output, cost])
    return true
  } catch (error) {
    if (Object(error).code === 'JQ102') return false
    throw error
  }
}

/** Whether it was cancelled by this call or before. */
export async function cancel(client: pg.ClientBase, job: string): Promise<void> {
  try {
    await client.query('select from headgate.cancel_job($1)', [job])
  } catch (error) {
    if (Object(error).code !== 'JQ103') throw error
  }
}

/** The provider refuses a call; answers until when the endpoint is blocked. */
export async function refuse(
  client: pg.ClientBase,
  endpoint: string,
  scope: Scope,
  retryAfter: number,
): Promise<bigint> {
  const { rows } = await client.query<{ until: string }>(
    `select ${micros('blocked_until')} as until
     from headgate.report_api_throttle('p', $1, 429, $2, p_scope => $3)`,
    [endpoint, `${retryAfter}`, scope],
  )
  return BigInt(rows[0]?.until ?? 0)
}

export interface Stored {
  readonly scope: Scope
  /** Where the oldest slot of the ring begins. */
  readonly since: bigint
  readonly levels: Readonly<Record<string, number>>
  readonly inFlight: number
}

/** What the rows hold, as last written. */
export async function stored(client: pg.ClientBase, endpoint: string): Promise<Stored[]> {
  const { rows } = await client.query(
    `select scope, in_flight, ${micros('headgate_private.slot_start(l, l.slot - 60)')} as since,
       requests_taken as requests, tokens_taken as tokens,
       (select json_object_agg(m.dimension, m.taken) from unnest(meters) m) as meters
     from headgate_private.api_rate_limits l where provider = 'p' and endpoint = $1`,
    [endpoint],
  )
  return rows.map(({ scope, in_flight, since, requests, tokens, meters }) => ({
    scope,
    since: BigInt(since),
    inFlight: in_flight,
    levels: { requests: Number(requests), tokens: Number(tokens), ...meters },
  }))
}
