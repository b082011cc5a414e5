import type pg from 'pg'
import { micros } from '../../support/micros.ts'
import type { Ask, Limits, Modes, Scope } from './steps.ts'

export const skewSeconds = 0.5
export const dayIn = 'Europe/Berlin'

export interface Grant {
  readonly id: string
  readonly expiresAt: bigint
}

export async function configure(
  client: pg.ClientBase,
  endpoint: string,
  scope: Scope,
  limits: Limits,
  modes: Modes,
): Promise<void> {
  const parents = scope === 'org' ? [] : [{ scope: 'org' }]
  const { requests, tokens, input, output, concurrency, dayRequests, dayTokens, dayCost } = limits
  await client.query(
    `select from headgate.set_api_rate_limit('p', $1, $2, p_request_limit => $3, p_token_limit => $4,
       p_input_token_limit => $5, p_output_token_limit => $6, p_concurrency_limit => $7, p_window_seconds => 60,
       p_skew_allowance_seconds => $11, p_parents => $12,
       p_day_request_limit => $8, p_day_token_limit => $9, p_day_cost_limit => $10, p_day_time_zone => $13, p_currency => 'USD',
       p_token_charge => $14, p_input_token_charge => $15, p_output_token_charge => $16)`,
    [
      endpoint,
      scope,
      ...[requests, tokens, input, output, concurrency, dayRequests, dayTokens, dayCost].map(
        (limit) => limit ?? -1,
      ),
      skewSeconds,
      JSON.stringify(parents),
      dayIn,
      modes.tokens,
      modes.input,
      modes.output,
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
         p_input_tokens => $4, p_output_tokens => $5, p_cost_micros => $6, p_currency => 'USD')`,
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
    // Settled with other amounts, or forgotten: settlements are kept for a day.
    if (['JQ204', 'JQ206'].includes(Object(error).code)) return 'already_settled'
    throw error
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
  readonly levels: readonly { readonly dimension: string; readonly since: bigint; readonly level: number }[]
  readonly inFlight: number
}

/** What the rows hold, as last written. */
export async function stored(client: pg.ClientBase, endpoint: string): Promise<Stored[]> {
  const { rows } = await client.query(
    `select scope, in_flight, ${micros('headgate_private.slot_start(l, l.slot - 60)')} as since,
       requests_taken as requests, tokens_taken as tokens,
       (select json_agg(json_build_object('dimension', case when m.period = 'day' then 'day_' else '' end || m.dimension,
          'since', case when m.period = 'day' then ${micros('m.since')}::text end, 'level', m.taken)) from unnest(meters) m) as meters
     from headgate_private.api_rate_limits l where provider = 'p' and endpoint = $1`,
    [endpoint],
  )
  return rows.map(({ scope, in_flight, since, requests, tokens, meters }) => ({
    scope,
    inFlight: in_flight,
    // A ring begins with its oldest slot, a day with midnight, or when its limit was set.
    levels: [
      { dimension: 'requests', level: requests, since: null },
      { dimension: 'tokens', level: tokens, since: null },
      ...(meters ?? []),
    ].map((it) => ({ dimension: it.dimension, level: Number(it.level), since: BigInt(it.since ?? since) })),
  }))
}
