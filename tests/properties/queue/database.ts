import type pg from 'pg'
import { connect, type TestDatabase } from '../../support/database.ts'
import { second, stopClockAt } from '../../support/micros.ts'
import { broken } from '../invariants.ts'
import { tablesOfJobs } from '../tables.ts'
import { type Amounts, createEndpoint } from './endpoint.ts'
import type { JobType, Model, State } from './model.ts'

/** What is to be true: a connection to the database, whose clock stands still between calls. */
export interface Real {
  readonly client: pg.ClientBase
}

export const startOfTime = 1_900_000_000n * second
const tight = { requests: 6, concurrency: 3 }
/** Window and skew together. */
const span = 60n * second + 500_000n

/** Limits of the endpoint on tokens; null: none. */
export interface TokenLimits {
  readonly tokens: number | null
  readonly input: number | null
  readonly output: number | null
}

const tables = [...tablesOfJobs, 'reservation', 'reservation_settled']

/** One type of each kind, with limits tight enough to matter. */
export async function prepare(db: TestDatabase): Promise<Real> {
  const client = await connect(db)
  await client.query(`select from headgate.set_api_rate_limit('test', 'limited', p_request_limit => ${tight.requests},
    p_concurrency_limit => ${tight.concurrency})`)
  await client.query(`select from headgate.set_job_type('plain', p_max_run_seconds => 100)`)
  await client.query(`select from headgate.set_job_type('fragile', p_on_crash => 'dead_letter')`)
  await client.query(`select from headgate.set_job_type('patient', p_crash_counts => false)`)
  await client.query(`select from headgate.set_job_type('rival', 'test', 'limited')`)
  await client.query(`select from headgate.set_job_type('shared', p_key_concurrency => 2)`)
  await client.query(`select from headgate.set_job_type('ordered', p_key_order => 'fifo')`)
  // Who goes first among equals is known here; what is due is looked for by every claim.
  await client.query(`create or replace function headgate_private.lot() returns double precision
    language sql volatile as 'select 0::double precision'`)
  await client.query(`select from headgate.set_configuration('sweep_interval_seconds', '0')`)
  return { client }
}

/** Empties the database and the clock, and gives the model of an empty queue. */
export async function reset({ client }: Real, limits: TokenLimits): Promise<Model> {
  await stopClockAt(client, startOfTime)
  // The record cannot be emptied by anybody who does not switch its triggers off.
  await client.query('set session_replication_role = replica')
  await client.query(`truncate ${tables.map((name) => `headgate_private.${name}`).join(', ')}`)
  await client.query('reset session_replication_role')
  await client.query('update headgate_private.job_type set paused_at = null')
  await client.query(`update headgate_private.api_rate_limits set slot = 0, in_flight = 0,
    request_slots = array_fill(0, array[61]), token_slots = array_fill(0, array[61]),
    requests_taken = 0, tokens_taken = 0, waiting_lane = null, waiting_tokens = null, waiting_until = null,
    plain_from = null, plain_until = null`)
  // What was counted of kinds is forgotten with their limits.
  for (const { tokens, input, output } of [{ tokens: limits.tokens, input: null, output: null }, limits])
    await client.query(
      `select from headgate.set_api_rate_limit('test', 'limited', p_token_limit => $1, p_input_token_limit => $2,
         p_output_token_limit => $3)`,
      [tokens ?? -1, input ?? -1, output ?? -1],
    )
  const { rows } = await client.query('select job_type, lane from headgate_private.job_type')
  return {
    now: startOfTime,
    call: 0,
    waiting: null,
    types: new Map(rows.map(({ job_type, lane }) => [job_type, kind(job_type, lane)])),
    jobs: new Map(),
    leases: new Map(),
    keys: new Map(),
    reservations: new Map(),
    vouched: new Set(),
    claims: [],
    endpoint: createEndpoint({ ...tight, ...limits }, span),
  }
}

function kind(name: string, lane: number): JobType {
  return {
    name,
    lane,
    gated: name === 'limited' || name === 'rival',
    audited: name === 'audited',
    onCrash: name === 'fragile' ? 'dead_letter' : 'retry',
    crashCounts: name !== 'patient',
    maxRunSeconds: name === 'plain' ? 100 : 3600,
    places: name === 'shared' ? 2 : 1,
    fifo: name === 'ordered',
    paused: false,
  }
}

/** Rows of a call, or the SQLSTATE with which Headgate refused it. Anything else is a fault. */
export async function ask<Row extends pg.QueryResultRow = Record<string, unknown>>(
  { client }: Real,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[] | string> {
  try {
    return (await client.query<Row>(sql, [...values])).rows
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('JQ'))
      return String(error.code)
    throw error
  }
}

interface Row {
  readonly id: number
  readonly state: State
  readonly attempt: number
  readonly retries: number
  readonly scheduledAt: string
  readonly blocked: boolean
  readonly admitted: boolean
}

/** Every job as the ledger has it, what the endpoint holds by now, and every broken invariant. */
export async function look({
  client,
}: Real): Promise<{ jobs: Row[]; held: Partial<Amounts>; broken: string[] }> {
  const { rows: jobs } = await client.query<Row>({
    name: 'ledger',
    text: `select job_id::integer as id, state, attempt, retry_count as retries,
        (extract(epoch from scheduled_at) * 1000000)::bigint as "scheduledAt",
        exists (select from headgate_private.blocked b where b.job_id = j.job_id) as blocked,
        exists (select from headgate_private.key_slot k where k.job_id = j.job_id) as admitted
      from headgate.job_queue j order by job_id`,
  })
  const { rows: rings } = await client.query<{ readonly held: Partial<Amounts> }>({
    name: 'rings',
    text: `select json_strip_nulls(json_build_object(
          'requests', headgate_private.sum_slots(e.request_slots), 'tokens', headgate_private.sum_slots(e.token_slots),
          'input', (select m.taken from unnest(e.meters) m where m.dimension = 'input_tokens'),
          'output', (select m.taken from unnest(e.meters) m where m.dimension = 'output_tokens'))) as held
      from headgate_private.api_rate_limits l
      cross join lateral headgate_private.slid_endpoint(l, headgate_private.clock()) e
      where l.provider = 'test' and l.endpoint = 'limited'`,
  })
  return { jobs, held: rings[0]?.held ?? {}, broken: await broken(client) }
}
