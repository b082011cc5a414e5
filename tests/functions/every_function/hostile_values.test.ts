import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench, signatureOf } from '../bench.ts'
import { startJob } from '../look.ts'
import { json, statement } from '../signatures.ts'
import { HOSTILE, HOSTILE_VALUES } from './hostile.ts'
import { seeded } from './seeded.ts'

let bench: Bench
let registered: ReadonlySet<string>
let valid: Readonly<Record<string, Args>>

beforeAll(async () => {
  bench = await openBench()
  const rows = await bench.sql('select sqlstate from headgate_private.error_catalog')
  registered = new Set(rows.map((row) => String(row.sqlstate)))
  valid = await validCalls()
})

/** One call of each function that is answered, so that hostile values meet the code behind the first check. */
async function validCalls(): Promise<Record<string, Args>> {
  const held = await startJob(bench, 'limited', { lease_seconds: 86_400 })
  const job = { job_id: held.job_id }
  const lease = { ...job, lease_token: held.lease_token }
  const { job_id: waiting } = await bench.one('enqueue_job', { job_type: 'plain' })
  const api = { provider: 'test', endpoint: 'limited' }
  const { reservation_id } = await bench.one('acquire_api_capacity', api)
  await bench.one('set_api_rate_limit', { provider: 'test', endpoint: 'unused' })
  const schedule = { name: 'minutely', job_type: 'limited', cron: '* * * * *' }
  await bench.one('schedule_job', schedule)
  return {
    acquire_api_capacities: { ...api, requests: [{ tokens: 1 }] },
    acquire_api_capacity: api,
    cancel_job: job,
    claim_jobs: { worker: 'w', job_types: ['plain', 'limited'] },
    complete_job: lease,
    complete_jobs: { completions: [lease] },
    dead_letter_job: { ...lease, reason: 'r' },
    enqueue_job: { job_type: 'limited' },
    enqueue_jobs: { jobs: [{ job_type: 'limited' }] },
    estimate_api_cost: { job_type: 'limited' },
    fail_job: { ...lease, error: {} },
    fail_jobs: { failures: [{ ...lease, error: {} }] },
    get_job: job,
    get_contract: {},
    health: {},
    heartbeat_jobs: { lease_token: held.lease_token },
    lease_api_permits: { ...api, worker: 'w', permits: 1 },
    lift_api_throttle: api,
    log_audit_event: { action: 'read', ...lease },
    pause_job_type: { job_type: 'plain' },
    pause_schedule: { name: 'minutely' },
    peek_api_capacity: api,
    reclaim_timed_out_jobs: {},
    redrive_jobs: { job_type: 'plain' },
    release_api_capacities: { releases: [{ reservation_id }] },
    release_api_capacity: { reservation_id },
    remove_api_rate_limit: { provider: 'test', endpoint: 'unused' },
    report_api_throttle: { ...api, status: 429, headers: { 'retry-after': '1' } },
    reschedule_job: { job_id: waiting, delay_seconds: 1, reason: 'r' },
    resume_job_type: { job_type: 'plain' },
    resume_schedule: { name: 'minutely' },
    retry_job: { job_id: waiting, next_at: '2030-01-01 00:00:01+00', reason: 'r' },
    schedule_job: { ...schedule, time_zone: 'Europe/Berlin' },
    set_api_rate_limit: { ...api, request_limit: 9 },
    set_configuration: { key: 'timeout_seconds', value: 30 },
    set_job_type: { job_type: 'plain', ...api },
    tick: {},
    unschedule_job: { name: 'minutely' },
  }
}

function argumentsOf(name: string): string[] {
  return signatureOf(bench.signatures, name).map((argument) => argument.name.slice(2))
}

function hostileTo(name: string, argument: string): readonly unknown[] {
  const type = signatureOf(bench.signatures, name).find((a) => a.name === `p_${argument}`)?.type ?? ''
  const values = HOSTILE[type]
  if (!values) throw new Error(`No hostile values for the type ${type} of ${name}.p_${argument}`)
  return [null, ...values]
}

/** Makes the calls, each undone, and returns what was neither answered nor refused with a registered error. */
async function rawErrors(name: string, calls: Iterable<Args>): Promise<string[]> {
  const found: string[] = []
  const client = await bench.as('service_role').connect()
  try {
    for (const args of calls) {
      await client.query('begin')
      const config = statement(bench.signatures, name, args)
      const error = await client.query(config).catch((reason: unknown) => reason)
      await client.query('rollback')
      if (error instanceof pg.DatabaseError && registered.has(error.code ?? '') && error.hint) continue
      if (!(error instanceof Error)) continue
      const code = error instanceof pg.DatabaseError ? error.code : 'no SQLSTATE'
      found.push(`${code} ${error.message.slice(0, 200)} for ${shown(config.values)}`)
    }
  } finally {
    client.release()
  }
  return found
}

const shown = (values: unknown): string => (JSON.stringify(values) ?? '').slice(0, 300)

function* oneHostileArgument(name: string): Generator<Args> {
  for (const argument of argumentsOf(name)) {
    for (const value of hostileTo(name, argument)) yield { ...valid[name], [argument]: value }
  }
}

/** Every argument hostile or valid at random, from a fixed seed. */
function* manyHostileArguments(name: string, count: number): Generator<Args> {
  const random = seeded(20_300_101)
  for (let call = 0; call < count; call++) {
    const args: Args = { ...valid[name] }
    for (const argument of argumentsOf(name)) {
      const values = hostileTo(name, argument)
      if (random() < 0.4) args[argument] = values[Math.floor(random() * values.length)]
    }
    yield args
  }
}

function* hostileElements(argument: string, element: Args, keys: readonly string[]): Generator<Args> {
  for (const key of keys) {
    for (const value of HOSTILE_VALUES) {
      const rest = Object.entries(element).filter(([name]) => name !== key)
      const pairs = rest.map(([name, v]) => `${JSON.stringify(name)}: ${JSON.stringify(v)}`)
      yield { [argument]: json(`[{${[...pairs, `"${key}": ${value}`].join(', ')}}]`) }
    }
  }
}

describe('every public function', () => {
  it('is called with valid arguments by this test', async () => {
    expect(Object.keys(valid).sort()).toEqual([...bench.signatures.keys()].sort())
    for (const [name, args] of Object.entries(valid)) expect(await rawErrors(name, [args]), name).toEqual([])
  })

  it('is answered or refused with a registered error when called with what it requires alone', async () => {
    for (const [name, signature] of bench.signatures) {
      const required = signature.filter((argument) => !argument.optional).map((a) => a.name.slice(2))
      const args = Object.fromEntries(required.map((argument) => [argument, valid[name]?.[argument]]))
      expect(await rawErrors(name, [args]), name).toEqual([])
    }
  })

  it('answers one hostile argument with a registered error or not at all', async () => {
    for (const name of bench.signatures.keys()) {
      expect(await rawErrors(name, oneHostileArgument(name)), name).toEqual([])
    }
  })

  it('answers many hostile arguments at once with a registered error or not at all', async () => {
    for (const name of bench.signatures.keys()) {
      expect(await rawErrors(name, manyHostileArguments(name, 40)), name).toEqual([])
    }
  })

  it('answers null for every argument with a registered error or not at all', async () => {
    for (const name of bench.signatures.keys()) {
      const nulls = Object.fromEntries(argumentsOf(name).map((argument) => [argument, null]))
      expect(await rawErrors(name, [nulls]), name).toEqual([])
    }
  })
})

describe('every batch', () => {
  it('of jobs answers hostile values with a registered error or not at all', async () => {
    const keys = [...argumentsOf('enqueue_job'), 'element', 'p_payload', '']
    const element = { job_type: 'limited', idempotency_key: 'k' }
    expect(await rawErrors('enqueue_jobs', hostileElements('jobs', element, keys))).toEqual([])
  })

  it.each(['complete_jobs', 'fail_jobs'])(
    'of %s answers hostile values with a registered error or not at all',
    async (name) => {
      const [argument = ''] = argumentsOf(name)
      const single = name === 'complete_jobs' ? 'complete_job' : 'fail_job'
      const keys = [...argumentsOf(single), 'element', 'next_at', '']
      const element = { ...valid[single] }
      expect(await rawErrors(name, hostileElements(argument, element, keys))).toEqual([])
    },
  )
})
