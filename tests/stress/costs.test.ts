import type pg from 'pg'
import { expect, test } from 'vitest'
import { judge } from '../auditor/judge.ts'
import type { Amounts, Entry, Limit } from '../auditor/log.ts'
import { broken } from '../properties/invariants.ts'
import { advanceClock, installTestClock, setClock } from '../support/clock.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { micros, second } from '../support/micros.ts'
import { attempt, between, crowd, lasting, pace, pick, shuffled } from './crowd.ts'

const span = { window: 60n * second + 500_000n }
const types = ['a', 'b']
/** A key lies in the organisation; an output token counts twice in the total of either. */
const scopes = ['org', 'key']
const weight = 2

const limits: Record<string, { readonly limits: readonly Limit[]; readonly concurrency: number }> = {
  org: {
    limits: [
      { dimension: 'requests', most: 60, span },
      { dimension: 'tokens', most: 9000, span },
      { dimension: 'output_tokens', most: 3500, span },
      { dimension: 'cost', most: 60_000, span: { dayIn: 'UTC' } },
    ],
    concurrency: 15,
  },
  key: { limits: [{ dimension: 'input_tokens', most: 3000, span }], concurrency: 10 },
}

interface Held {
  readonly job_id: string
  readonly lease_token: string
}

/** What attempts were reported to have cost, by job and lease, and when that was committed at the latest. */
type Reports = Map<string, { readonly costs: Amounts; readonly by: bigint }>

test('no window and no day holds too much of any kind, whatever jobs cost in the end, and levels conserve', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  await setClock(db, new Date('2030-01-01T00:00:00Z'))
  await install(db)
  const jobs = await enqueue(db, 1000)
  const reports: Reports = new Map()
  const { beat, beats } = pace()
  let racing = true
  const race = crowd(db, 12, async (client, member) => {
    const held: Held[] = []
    while (racing) {
      const { rows } = await client.query<Held>(
        'select job_id, lease_token from headgate.claim_jobs($1, $2, $3, $4)',
        // Of one type: a call that comes back to a line gives its jobs the moment of the first look.
        [`w${member}`, [pick(types)], between(1, 10), between(2, 20)],
      )
      beat()
      held.push(...rows)
      if (held.length > 5 || Math.random() < 0.3) await settle(client, held.splice(0), jobs, reports)
      if (Math.random() < 0.1) await interfere(client, [...jobs.keys()])
    }
  })
  for (const goesOn = lasting(6000, () => reports.size > 30); goesOn(); ) {
    await advanceClock(db, Math.random() * 3)
    await beats(6)
  }
  racing = false
  await race
  expect(await broken(db.pool)).toEqual([])
  const log = [...configured(), ...(await journal(db, jobs, reports)), ...(await levels(db))]
  expect(judge(log)).toEqual([])

  await advanceClock(db, 3600)
  await db.pool.query('select from headgate.tick(10000)')
  const { rows } = await db.pool.query(
    "select in_flight from headgate.api_rate_limits where provider = 'stress'",
  )
  expect(rows).toEqual([{ in_flight: 0 }, { in_flight: 0 }])
})

async function install(db: TestDatabase): Promise<void> {
  for (const scope of scopes) {
    const most = (dimension: string) =>
      limits[scope]?.limits.find((limit) => limit.dimension === dimension)?.most ?? -1
    await db.pool.query(
      `select from headgate.set_api_rate_limit('stress', 'api', $1, p_request_limit => $2, p_token_limit => $3,
         p_input_token_limit => $4, p_output_token_limit => $5, p_day_cost_limit => $6, p_currency => 'EUR',
         p_concurrency_limit => $7, p_output_token_weight => $8, p_parents => $9)`,
      [
        scope,
        ...['requests', 'tokens', 'input_tokens', 'output_tokens', 'cost'].map(most),
        limits[scope]?.concurrency,
        weight,
        JSON.stringify(scope === 'key' ? [{ scope: 'org' }] : []),
      ],
    )
  }
  for (const type of types)
    await db.pool.query(
      `select from headgate.set_job_type($1, 'stress', 'api', 'key', p_max_attempts => 1000,
         p_backoff_base_seconds => 0.1, p_backoff_cap_seconds => 1)`,
      [type],
    )
}

/** Jobs of random costs; every third tells no kinds apart. */
async function enqueue(db: TestDatabase, count: number): Promise<Map<string, Amounts>> {
  const specs = Array.from({ length: count }, (_, n) => {
    const kinds = { input_tokens: between(0, 300), output_tokens: between(0, 200) }
    const tokens = n % 3 === 0 ? { estimated_tokens: between(0, 100) } : kinds
    return { job_type: types[n % 2], cost_micros: between(0, 200), ...tokens }
  })
  const { rows } = await db.pool.query<{ job_id: string }>(
    'select job_id from headgate.enqueue_jobs($1) order by element',
    [JSON.stringify(specs)],
  )
  return new Map(
    specs.map((spec, n) => [rows[n]?.job_id ?? '', 'estimated_tokens' in spec ? total(spec) : kinds(spec)]),
  )
}

function total(spec: { readonly estimated_tokens: number; readonly cost_micros: number }): Amounts {
  const { estimated_tokens: tokens, cost_micros: cost } = spec
  return { requests: 1, tokens, input_tokens: tokens, output_tokens: tokens, cost }
}

function kinds(spec: {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cost_micros: number
}): Amounts {
  const { input_tokens, output_tokens, cost_micros: cost } = spec
  return { requests: 1, tokens: input_tokens + weight * output_tokens, input_tokens, output_tokens, cost }
}

/** Ends attempts of several leases with costs that are wrong both ways, or without a word of them. */
async function settle(
  client: pg.Client,
  held: readonly Held[],
  jobs: ReadonlyMap<string, Amounts>,
  reports: Reports,
): Promise<void> {
  const batch = shuffled(held).map((hold) => ({ hold, ...reportOf(jobs.get(hold.job_id) ?? {}) }))
  const told = async (ones: typeof batch) => {
    const { rows } = await client.query<{ now: string }>(
      `select ${micros('headgate_private.clock()')} as now`,
    )
    const by = BigInt(rows[0]?.now ?? 0)
    for (const { hold, costs } of ones)
      if (costs) reports.set(`${hold.job_id} ${hold.lease_token}`, { costs, by })
  }
  if (Math.random() < 0.2) {
    for (const one of batch) {
      const { actual_input_tokens, actual_output_tokens, actual_tokens, actual_cost_micros } = one.actual
      const snoozed = await attempt(
        client.query(`select from headgate.reschedule_job($1, 1, 'stress', $2, null, $3, null, $4, $5, $6)`, [
          one.hold.job_id,
          one.hold.lease_token,
          actual_tokens,
          actual_input_tokens,
          actual_output_tokens,
          actual_cost_micros,
        ]),
        'JQ102',
      )
      if (typeof snoozed !== 'string') await told([one])
    }
    return
  }
  const call = Math.random() < 0.7 ? 'complete_jobs' : 'fail_jobs'
  const settlements = batch.map(({ hold, actual }) => ({
    ...hold,
    ...actual,
    ...(call === 'fail_jobs' ? { error: 'stress' } : {}),
  }))
  const { rows } = await client.query<{ outcome: string }>(
    `select outcome from headgate.${call}($1) order by element`,
    [JSON.stringify(settlements)],
  )
  await told(batch.filter((_, n) => rows[n]?.outcome !== 'lease_lost'))
}

/** All dimensions are off by the same factor: each report owes, or gives back. */
function reportOf(asked: Amounts): { actual: Record<string, number>; costs: Amounts | null } {
  const factor = pick([null, 0, 0.5, 0.9, 1, 1.3, 3])
  if (factor === null) return { actual: {}, costs: null }
  const times = (dimension: string) => Math.ceil((asked[dimension] ?? 0) * factor)
  const [input_tokens, output_tokens, cost_micros] = [
    times('input_tokens'),
    times('output_tokens'),
    times('cost'),
  ]
  if (asked.tokens === asked.input_tokens && asked.tokens === asked.output_tokens)
    return {
      actual: { actual_tokens: input_tokens, actual_cost_micros: cost_micros },
      costs: total({ estimated_tokens: input_tokens, cost_micros }),
    }
  return {
    actual: {
      actual_input_tokens: input_tokens,
      actual_output_tokens: output_tokens,
      actual_cost_micros: cost_micros,
    },
    costs: kinds({ input_tokens, output_tokens, cost_micros }),
  }
}

async function interfere(client: pg.Client, jobs: readonly string[]): Promise<void> {
  const [call, ...expected] = pick([
    ['select from headgate.cancel_job($1)', 'JQ103'],
    ["select from headgate.dead_letter_job($1, 'stress')", 'JQ103'],
    ['select from headgate.reclaim_timed_out_jobs() where $1::bigint is not null'],
    ['select from headgate.tick() where $1::bigint is not null'],
  ])
  await attempt(client.query(call ?? '', [pick(jobs)]), ...expected)
}

const configured = (): Entry[] =>
  scopes.map((scope) => ({ kind: 'configured', at: 0n, scope, ...(limits[scope] ?? { limits: [] }) }))

/**
 * What was granted and settled, by the record. A settlement is on the record before it gives back; what one owes may be
 * unknown to claims until it is committed.
 */
async function journal(
  db: TestDatabase,
  jobs: ReadonlyMap<string, Amounts>,
  reports: Reports,
): Promise<Entry[]> {
  const { rows } = await db.pool.query<{ action: string; at: string; job: string; id: string }>(
    `select a.action, ${micros('a.logged_at')} as at, i.job_id as job, i.job_id || ' ' || a.lease_token as id
     from headgate_private.audit_log a
     cross join lateral unnest(a.job_ids) as i (job_id)
     where 'running' in (a.from_state, a.to_state)
     order by a.logged_at, a.audit_id`,
  )
  const entries = rows.flatMap(({ action, at: instant, job, id }): { entry: Entry; owes: boolean }[] => {
    const [at, asked] = [BigInt(instant), jobs.get(job) ?? {}]
    if (action === 'claimed')
      return [{ entry: { kind: 'granted', at, id, scopes, costs: asked }, owes: false }]
    const ended = { entry: { kind: 'ended' as const, at, id }, owes: false }
    const report = reports.get(id)
    if (report === undefined) return [ended]
    const { costs, by } = report
    const owes = Object.keys(asked).some((key) => (costs[key] ?? 0) > (asked[key] ?? 0))
    return [ended, { entry: { kind: 'settled', at: owes ? by : at, id, costs }, owes }]
  })
  return entries
    .map((one, place) => ({ ...one, place }))
    .toSorted(
      (a, b) => Number(a.entry.at - b.entry.at) || Number(a.owes) - Number(b.owes) || a.place - b.place,
    )
    .map(({ entry }) => entry)
}

/** What the rows hold when all is quiet. */
async function levels(db: TestDatabase): Promise<Entry[]> {
  const { rows } = await db.pool.query<{ scope: string; at: string; since: string; taken: Amounts }>(
    `select scope, ${micros('headgate_private.clock()')} as at,
       ${micros('headgate_private.slot_start(l, l.slot - 60)')} as since,
       (select json_object_agg(m.dimension, m.taken) from unnest(l.meters) m)::jsonb
         || jsonb_build_object('requests', requests_taken, 'tokens', tokens_taken) as taken
     from headgate_private.api_rate_limits l where provider = 'stress'`,
  )
  return rows.flatMap(({ scope, at, since, taken }) =>
    Object.entries(taken).map(
      ([dimension, level]): Entry => ({
        kind: 'level',
        at: BigInt(at),
        scope,
        dimension,
        since: dimension === 'cost' ? 0n : BigInt(since),
        level,
      }),
    ),
  )
}
