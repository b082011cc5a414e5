import { beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../support/database.ts'
import { type Args, type Bench, openBench, START } from '../bench.ts'
import { deadLettered, look, runs, startJob, taken, trail } from '../look.ts'
import { blocked, holding } from '../waiting.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const enqueue = (job_type: string, more: Args = {}) => bench.one('enqueue_job', { job_type, ...more })
const claim = (job_types: string | string[], limit = 1, more: Args = {}) =>
  bench.call('claim_jobs', { worker: 'w1', job_types: [job_types].flat(), limit, ...more })
const ids = (rows: readonly Record<string, unknown>[]): unknown[] => rows.map((row) => row.job_id)
const later = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000)

describe('claim_jobs', () => {
  it('starts a job: ledger, lease and audit row say so, and its waiting row is gone', async () => {
    const job_type = await bench.type({ lease_seconds: 20, max_run_seconds: 100 })
    const { job_id } = await enqueue(job_type, { payload: { a: 1 }, metadata: { m: 2 }, correlation_id: 'c' })
    const [row] = await claim(job_type)
    expect(row).toMatchObject({
      job_id,
      job_type,
      attempt: 1,
      max_attempts: 5,
      payload: { a: 1 },
      metadata: { m: 2 },
      correlation_id: 'c',
      traceparent: null,
      scheduled_at: START,
      lease_expires_at: later(START, 20),
      run_until: later(START, 100),
      deadline_at: null,
      reserved_tokens: '0',
      provider: null,
      endpoint: null,
    })
    expect(await look(bench, job_id)).toEqual({ ...runs, attempt: 1, retry_count: 0 })
    const lease = { worker: 'w1', actor: 'service_role', lease_token: row?.lease_token }
    expect((await trail(bench, job_id)).at(-1)).toMatchObject({
      action: 'claimed',
      from_state: 'queued',
      to_state: 'running',
      attempt: 1,
      ...lease,
    })
  })

  it('gives the jobs of one call and type one lease, and of each type its own', async () => {
    const [one, other] = [await bench.type(), await bench.type()]
    for (const job_type of [one, one, other]) await enqueue(job_type)
    const rows = await claim([one, other], 10)
    expect(rows).toHaveLength(3)
    expect(new Set(rows.map((row) => row.lease_token)).size).toBe(2)
    expect(new Set(rows.filter((row) => row.job_type === one).map((row) => row.lease_token)).size).toBe(1)
  })

  it('takes no more than its limit', async () => {
    const job_type = await bench.type()
    await bench.call('enqueue_jobs', { jobs: Array.from({ length: 5 }, () => ({ job_type })) })
    expect(await claim(job_type, 2)).toHaveLength(2)
    expect(await claim(job_type, 10_000)).toHaveLength(3)
    expect(await claim(job_type)).toEqual([])
  })

  it('takes jobs by priority, and those of one priority in the order in which they came', async () => {
    const job_type = await bench.type({ default_priority: 5 })
    const expected: [number, unknown][] = []
    for (const priority of [9, 5, 0, 5, 0, 9, 1]) {
      const { job_id } = await enqueue(job_type, { priority })
      expected.push([priority, job_id])
    }
    expected.sort(([a], [b]) => a - b)
    expect(ids(await claim(job_type, 10))).toEqual(expected.map(([, job_id]) => job_id))
  })

  it('takes jobs of equal priority from the type whose head is older, so that no busy type starves another', async () => {
    const [busy, quiet] = [await bench.type(), await bench.type()]
    for (let i = 0; i < 10; i++) await enqueue(busy)
    const { job_id: waiting } = await enqueue(quiet)
    const claims: unknown[][] = []
    while (!claims.flat().includes(waiting)) {
      for (let i = 0; i < 4; i++) await enqueue(busy)
      claims.push(ids(await claim([busy, quiet], 4)))
      if (claims.length > 20) throw new Error('the quiet type starves')
    }
    expect(claims.length).toBeLessThanOrEqual(4)
  })

  it('prefers the type whose head has the better priority', async () => {
    const [one, other] = [await bench.type(), await bench.type()]
    await enqueue(one, { priority: 5 })
    const urgent = await enqueue(other, { priority: 0 })
    expect(ids(await claim([one, other]))).toEqual([urgent.job_id])
  })

  it('starts a due job in the first call after its time, but looks for such jobs only now and then', async () => {
    const job_type = await bench.type()
    const scheduled_at = later(await bench.now(), 60)
    const { job_id } = await enqueue(job_type, { scheduled_at })
    await bench.advance(59.96)
    expect(await claim(job_type)).toEqual([])
    await bench.advance(0.045)
    expect(await claim(job_type)).toEqual([])
    await bench.advance(0.005)
    expect(ids(await claim(job_type))).toEqual([job_id])
  })

  it.each([
    ['a quarter of a minute', 5, 5],
    ['two minutes', 40, 30],
  ])(
    'starts a job whose transaction was still open %s after it came due, soon after its commit',
    async (_, step, within) => {
      const job_type = await bench.type()
      const due = later(await bench.now(), 1).toISOString()
      const client = await holding(
        bench,
        `select headgate.enqueue_job('${job_type}', p_scheduled_at => '${due}')`,
      )
      for (let n = 0; n < 3; n++) {
        await bench.advance(step)
        expect(await claim(job_type)).toEqual([])
      }
      await client.query('commit')
      await bench.advance(within)
      expect(await claim(job_type)).toHaveLength(1)
      await client.end()
    },
  )

  it('starts all that has come due, whichever was enqueued first', async () => {
    const job_type = await bench.type()
    const now = await bench.now()
    const late = await enqueue(job_type, { scheduled_at: later(now, 20) })
    const early = await enqueue(job_type, { scheduled_at: later(now, 10) })
    await bench.advance(15)
    expect(ids(await claim(job_type, 2))).toEqual([early.job_id])
    await bench.advance(5)
    expect(ids(await claim(job_type, 2))).toEqual([late.job_id])
  })

  it('takes back the jobs of a dead worker and starts them in the same call', async () => {
    const job_type = await bench.type({ lease_seconds: 10 })
    const { job_id, lease_token } = await startJob(bench, job_type)
    await bench.advance(10)
    const [row] = await claim(job_type, 1, { worker: 'w2' })
    expect(row).toMatchObject({ job_id, attempt: 2 })
    expect(row?.lease_token).not.toBe(lease_token)
  })

  it('passes over a paused type', async () => {
    const [paused, open] = [await bench.type(), await bench.type()]
    await enqueue(paused)
    const { job_id } = await enqueue(open)
    await bench.one('pause_job_type', { job_type: paused })
    expect(ids(await claim([paused, open], 10))).toEqual([job_id])
    await bench.one('resume_job_type', { job_type: paused })
    expect(await claim(paused)).toHaveLength(1)
  })

  it('takes the lease of its caller rather than that of the type', async () => {
    const job_type = await bench.type({ lease_seconds: 20 })
    await enqueue(job_type)
    const [row] = await claim(job_type, 1, { lease_seconds: 77 })
    expect(row?.lease_expires_at).toEqual(later(await bench.now(), 77))
  })

  it('lets no lease outlast the longest run', async () => {
    const job_type = await bench.type({ lease_seconds: 100, max_run_seconds: 30 })
    await enqueue(job_type)
    const [row] = await claim(job_type)
    expect(row?.lease_expires_at).toEqual(later(await bench.now(), 30))
    expect(row?.run_until).toEqual(row?.lease_expires_at)
  })

  it('takes lease and run times from the settings where the type says nothing', async () => {
    const job_type = await bench.type()
    await enqueue(job_type)
    const [row] = await claim(job_type)
    const now = await bench.now()
    expect(row).toMatchObject({ lease_expires_at: later(now, 30), run_until: later(now, 3600) })
  })

  it('gives up a job past its deadline instead of starting it', async () => {
    const job_type = await bench.type({ deadline_seconds: 60 })
    const { job_id } = await enqueue(job_type)
    await bench.advance(60)
    expect(await claim(job_type)).toEqual([])
    expect(await look(bench, job_id)).toMatchObject({ ...deadLettered, attempt: 0 })
    expect(await bench.one('get_job', { job_id })).toMatchObject({
      error_details: [{ reason: 'deadline_exceeded', attempt: 0 }],
    })
    expect((await trail(bench, job_id)).at(-1)).toMatchObject({
      from_state: 'queued',
      action: 'dead_lettered',
    })
  })

  it('gives up jobs in the order of their idempotency keys, as those who enqueue take them', async () => {
    const job_type = await bench.type({ deadline_seconds: 60 })
    for (const idempotency_key of ['b', 'a']) await enqueue(job_type, { idempotency_key })
    await bench.advance(60)
    const lock = (key: string) =>
      `select from headgate_private.idempotency where job_type = '${job_type}' and key = '${key}' for update`
    const first = await holding(bench, lock('a'))
    const claimer = await connect(bench.db)
    const { outcome } = await blocked(
      bench,
      claimer,
      `select from headgate.claim_jobs('w', '{${job_type}}', 10)`,
    )
    const second = await holding(bench, `${lock('b')} nowait`)
    for (const client of [second, first]) await client.query('rollback')
    expect(await outcome).toMatchObject({ rows: [] })
  })

  it('starts a job in the last moment before its deadline', async () => {
    const job_type = await bench.type({ deadline_seconds: 60 })
    const { job_id } = await enqueue(job_type)
    await bench.advance(59.999)
    expect(ids(await claim(job_type))).toEqual([job_id])
  })

  it('adds up how long a job waited although it might have run', async () => {
    const job_type = await bench.type()
    const { job_id } = await enqueue(job_type, { scheduled_at: later(await bench.now(), 100) })
    await bench.advance(107)
    await claim(job_type)
    expect(Number((await bench.one('get_job', { job_id })).wait_seconds)).toBe(7)
  })

  it.each([
    ['no worker', { worker: null }, 'p_worker'],
    ['an empty worker', { worker: '' }, 'p_worker'],
    ['a worker with too long a name', { worker: 'w'.repeat(201) }, 'p_worker'],
    ['no limit', { limit: null }, 'p_limit'],
    ['a limit of 0', { limit: 0 }, 'p_limit'],
    ['a negative limit', { limit: -1 }, 'p_limit'],
    ['a limit beyond the greatest', { limit: 10_001 }, 'p_limit'],
    ['no time at all', { lease_seconds: 0 }, 'p_lease_seconds'],
    ['a lease longer than a day', { lease_seconds: 86_401 }, 'p_lease_seconds'],
    ['no job types', { job_types: null }, 'p_job_types'],
    ['an empty list of job types', { job_types: [] }, 'p_job_types'],
    ['a null among the job types', { job_types: ['plain', null] }, 'p_job_types'],
    ['a table of job types', { job_types: [['plain', 'limited']] }, 'p_job_types'],
    ['too many job types', { job_types: Array.from({ length: 101 }, () => 'plain') }, 'p_job_types'],
  ])('refuses %s', async (_, args, argument) => {
    const refusal = await bench.refused('claim_jobs', { worker: 'w', job_types: ['plain'], ...args })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument } })
  })

  it('refuses a job type that is not registered', async () => {
    const refusal = await bench.refused('claim_jobs', { worker: 'w', job_types: ['plain', 'nobody'] })
    expect(refusal).toMatchObject({ code: 'JQ002', detail: { job_type: 'nobody' } })
  })

  it('accepts the ends of its ranges', async () => {
    const args = { worker: '💧'.repeat(200), job_types: ['plain'] }
    expect(await bench.call('claim_jobs', { ...args, limit: 10_000, lease_seconds: 86_400 })).toEqual([])
    expect(await bench.call('claim_jobs', { ...args, limit: 1, lease_seconds: 1 })).toEqual([])
  })
})

describe('claim_jobs for a type with an endpoint', () => {
  async function gated(
    settings: Args,
    jobs: readonly number[],
  ): Promise<{ job_type: string; endpoint: string }> {
    const endpoint = await bench.endpoint(settings)
    const job_type = await bench.type({ provider: 'p', endpoint, lease_seconds: 30 })
    await bench.call('enqueue_jobs', { jobs: jobs.map((tokens) => ({ job_type, estimated_tokens: tokens })) })
    return { job_type, endpoint }
  }

  it('takes its capacity in the same transaction', async () => {
    const { job_type, endpoint } = await gated({ request_limit: 10, token_limit: 1000 }, [70, 30])
    const rows = await claim(job_type, 2)
    expect(rows).toMatchObject([
      { provider: 'p', endpoint, reserved_tokens: '70' },
      { provider: 'p', endpoint, reserved_tokens: '30' },
    ])
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 2, requests: 2, tokens: 100 })
  })

  it.each([
    ['requests', { request_limit: 3 }],
    ['tokens', { token_limit: 35 }],
    ['concurrent calls', { concurrency_limit: 3 }],
  ])('starts no more than the limit of %s allows', async (_, settings) => {
    const { job_type } = await gated(settings, [10, 10, 10, 10, 10])
    expect(await claim(job_type, 10)).toHaveLength(3)
    expect(await claim(job_type, 10)).toEqual([])
  })

  it('starts as many as it likes where nothing is limited', async () => {
    const { job_type } = await gated(
      {},
      Array.from({ length: 50 }, () => 1_000_000),
    )
    expect(await claim(job_type, 100)).toHaveLength(50)
  })

  it('lets no small job overtake a large one that waits for room', async () => {
    const { job_type } = await gated({ token_limit: 100 }, [60, 60, 10])
    expect(await claim(job_type, 10)).toHaveLength(1)
    expect(await claim(job_type, 10)).toEqual([])
    await bench.advance(62)
    expect(await claim(job_type, 10)).toMatchObject([{ reserved_tokens: '60' }, { reserved_tokens: '10' }])
  })

  it('gives up a job that no window can take any more, and goes on with the next', async () => {
    const { job_type, endpoint } = await gated({ token_limit: 1000 }, [500, 10])
    await bench.one('set_api_rate_limit', { provider: 'p', endpoint, token_limit: 100 })
    const rows = [...(await claim(job_type, 10)), ...(await claim(job_type, 10))]
    expect(rows).toMatchObject([{ reserved_tokens: '10' }])
    const dead = await bench.sql(
      "select error_details -> 0 ->> 'reason' as reason from headgate.job_queue where job_type = $1 and state = 'dead_lettered'",
      [job_type],
    )
    expect(dead).toEqual([{ reason: 'cost_exceeds_limit' }])
  })

  it('skips a blocked endpoint and starts the work of another', async () => {
    const blocked = await gated({ request_limit: 1 }, [0, 0])
    await claim(blocked.job_type)
    const open = await gated({ request_limit: 1 }, [0])
    expect(await claim([blocked.job_type, open.job_type], 10)).toMatchObject([{ job_type: open.job_type }])
  })

  it('frees the place of a lost job and keeps its charge', async () => {
    const { job_type, endpoint } = await gated({ concurrency_limit: 1, token_limit: 1000 }, [10])
    await claim(job_type)
    await bench.advance(30)
    expect(await claim(job_type)).toMatchObject([{ attempt: 2 }])
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 1, requests: 2, tokens: 20 })
  })

  it('frees the place of an expired reservation', async () => {
    const { job_type, endpoint } = await gated({ concurrency_limit: 1 }, [0])
    await bench.one('acquire_api_capacity', { provider: 'p', endpoint, ttl_seconds: 10 })
    expect(await claim(job_type)).toEqual([])
    await bench.advance(10)
    expect(await claim(job_type)).toHaveLength(1)
  })
})
