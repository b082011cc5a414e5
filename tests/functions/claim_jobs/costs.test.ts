import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const set = (endpoint: string, settings: Args, scope = '') =>
  bench.one('set_api_rate_limit', { provider: 'p', endpoint, scope, ...settings })
const peek = (endpoint: string, scope = '') =>
  bench.one('peek_api_capacity', { provider: 'p', endpoint, scope })
const claim = (job_type: string, more: Args = {}): Promise<Row[]> =>
  bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 10, ...more })
const typeAt = (endpoint: string, more: Args = {}) => bench.type({ provider: 'p', endpoint, ...more })

/** What each job of these tests costs unless it says otherwise. */
const cost = { input_tokens: 100, output_tokens: 50, cost_micros: 10 }
const enqueue = (job_type: string, more: Args = cost) => bench.one('enqueue_job', { job_type, ...more })

async function ready(limits: Args, jobs: Args[], type: Args = {}) {
  const endpoint = await bench.endpoint(limits)
  const jobType = await typeAt(endpoint, type)
  await bench.call('enqueue_jobs', { jobs: jobs.map((job) => ({ job_type: jobType, ...job })) })
  return { endpoint, jobType }
}

const held = ([job]: Row[]): Args => ({ job_id: job?.job_id, lease_token: job?.lease_token })

describe('a claim returns the longest prefix that fits', () => {
  const five = Array.from({ length: 5 }, () => cost)

  it.each<[string, Args]>([
    ['input tokens', { input_token_limit: 399 }],
    ['output tokens', { output_token_limit: 199 }],
    ['their sum', { token_limit: 599 }],
    ['their weighted sum', { token_limit: 1399, input_token_weight: 0.5, output_token_weight: 6 }],
    ['weights that round up', { token_limit: 403, input_token_weight: 0.001, output_token_weight: 2 }],
    ['the cost of a day', { day_cost_limit: 39, currency: 'EUR' }],
    ['the tokens of a day', { day_token_limit: 599 }],
    ['a bucket of input tokens', { input_token_limit: 399, mode: 'mirror' }],
    ['requests, where kinds count too', { request_limit: 3, input_token_limit: 1000 }],
    ['places, where kinds count too', { concurrency_limit: 3, input_token_limit: 1000 }],
  ])('by %s', async (_, limits) => {
    const { jobType } = await ready(limits, five)
    expect(await claim(jobType)).toHaveLength(3)
    expect(await claim(jobType)).toEqual([])
  })

  it('by their weighted sum, claim after claim', async () => {
    const { endpoint, jobType } = await ready(
      { token_limit: 1399, input_token_weight: 0.5, output_token_weight: 6 },
      five,
    )
    for (let n = 0; n < 3; n++) expect(await claim(jobType, { limit: 1 })).toHaveLength(1)
    expect(await claim(jobType, { limit: 1 })).toEqual([])
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '349' })
  })

  it('by every dimension at once, each job by its own split', async () => {
    const { endpoint, jobType } = await ready({ input_token_limit: 1000, output_token_limit: 100 }, [
      { input_tokens: 900 },
      { output_tokens: 60 },
      { input_tokens: 100, output_tokens: 40 },
      { input_tokens: 1 },
    ])
    expect(await claim(jobType)).toHaveLength(3)
    expect(await peek(endpoint)).toMatchObject({ input_tokens_available: '0', output_tokens_available: '0' })
  })

  it('where a total of no declared kind counts as both', async () => {
    const { endpoint, jobType } = await ready({ input_token_limit: 250, output_token_limit: 1000 }, [
      { estimated_tokens: 100 },
      { estimated_tokens: 100 },
      { estimated_tokens: 100 },
    ])
    expect(await claim(jobType)).toHaveLength(2)
    expect(await peek(endpoint)).toMatchObject({
      input_tokens_available: '50',
      output_tokens_available: '800',
    })
  })

  it.each<[string, Args, Args]>([
    ['the key', { input_token_limit: 399 }, {}],
    ['the organisation', {}, { output_token_limit: 199 }],
    [
      'weights of the organisation',
      {},
      { token_limit: 1399, input_token_weight: 0.5, output_token_weight: 6 },
    ],
    ['the day of the organisation', {}, { day_cost_limit: 39 }],
  ])('into every scope: %s', async (_, ofKey, ofOrganisation) => {
    const endpoint = await bench.endpoint({ currency: 'EUR', ...ofOrganisation })
    await set(endpoint, { parents: [{}], currency: 'EUR', ...ofKey }, 'key')
    const jobType = await typeAt(endpoint, { scope: 'key' })
    for (const job of five) await enqueue(jobType, job)
    expect(await claim(jobType)).toHaveLength(3)
    expect(await claim(jobType)).toEqual([])
  })

  it('and says what was reserved', async () => {
    const { jobType } = await ready({}, [cost, { estimated_tokens: 7 }])
    expect(await claim(jobType)).toMatchObject([
      {
        reserved_tokens: '150',
        reserved_input_tokens: '100',
        reserved_output_tokens: '50',
        reserved_cost_micros: '10',
      },
      { reserved_tokens: '7', reserved_input_tokens: null, reserved_cost_micros: null },
    ])
  })
})

describe('a job that no window and no day could take', () => {
  const limits: [string, Args][] = [
    ['input_tokens', { input_token_limit: 99 }],
    ['output_tokens', { output_token_limit: 49 }],
    ['tokens', { token_limit: 149 }],
    ['tokens', { token_limit: 199, output_token_weight: 2 }],
    ['day_tokens', { day_token_limit: 149 }],
    ['day_cost', { day_cost_limit: 9, currency: 'EUR' }],
  ]

  it.each(limits)('is refused at enqueue: %s, %j', async (dimension, limit) => {
    const endpoint = await bench.endpoint(limit)
    const jobType = await typeAt(endpoint)
    const refusal = await bench.refused('enqueue_job', { job_type: jobType, ...cost })
    expect(refusal).toMatchObject({ code: 'JQ203' })
    expect(refusal.message).toContain(` ${dimension} can never fit`)
  })

  it.each(limits)('of the organisation is refused at enqueue: %s, %j', async (_, limit) => {
    const endpoint = await bench.endpoint(limit)
    await set(endpoint, { parents: [{}] }, 'key')
    const jobType = await typeAt(endpoint, { scope: 'key' })
    expect(await bench.refused('enqueue_job', { job_type: jobType, ...cost })).toMatchObject({
      code: 'JQ203',
    })
  })

  it.each(limits)('becomes a dead letter if the limit was lowered since: %s, %j', async (_, limit) => {
    const { endpoint, jobType } = await ready({}, [cost, { estimated_tokens: 1 }])
    await set(endpoint, limit)
    await claim(jobType)
    expect(await claim(jobType)).toHaveLength(1)
    const states = 'select state from headgate.job_queue where job_type = $1 order by job_id'
    expect(await bench.sql(states, [jobType])).toEqual([{ state: 'dead_lettered' }, { state: 'running' }])
  })

  it.each<[string, Args]>([
    ['input tokens', { input_token_limit: 50 }],
    ['the weighted total', { token_limit: 160, output_token_weight: 3 }],
  ])('is admitted alone where the endpoint says so: %s', async (_, limit) => {
    const { jobType } = await ready({ ...limit, oversize: 'admit_alone' }, [
      { input_tokens: 10 },
      cost,
      { input_tokens: 10 },
    ])
    expect(await claim(jobType)).toHaveLength(1)
    expect(await claim(jobType)).toEqual([])
    await bench.advance(62)
    expect(await claim(jobType)).toHaveLength(1)
    expect(await claim(jobType)).toEqual([])
  })

  it('is not judged by what is charged by actuals only', async () => {
    const { jobType } = await ready({ output_token_limit: 49, output_token_charge: 'actual_only' }, [cost])
    expect(await claim(jobType)).toHaveLength(1)
  })

  it('is refused if its cost counts against budgets in several currencies', async () => {
    const endpoint = await bench.endpoint({ currency: 'EUR', day_cost_limit: 1000 })
    await set(endpoint, { parents: [{}], currency: 'USD' }, 'key')
    const jobType = await typeAt(endpoint, { scope: 'key' })
    expect(await bench.refused('enqueue_job', { job_type: jobType, ...cost })).toMatchObject({
      code: 'JQ209',
    })
    await enqueue(jobType, { input_tokens: 1 })
  })
})

describe('an attempt that ends', () => {
  const limits = {
    request_limit: 100,
    token_limit: 1000,
    input_token_limit: 1000,
    output_token_limit: 1000,
    day_cost_limit: 1000,
    currency: 'EUR',
  }
  const available = (tokens: number, input: number, output: number, spent: number) => ({
    tokens_available: `${tokens}`,
    input_tokens_available: `${input}`,
    output_tokens_available: `${output}`,
    day_cost_available: `${spent}`,
    in_flight: 0,
  })
  const reported = { actual_input_tokens: 30, actual_output_tokens: 90, actual_cost_micros: 4 }
  const ends: [string, (job: Args, actual: Args) => Promise<unknown>][] = [
    ['complete_job', (job, actual) => bench.one('complete_job', { ...job, ...actual })],
    ['complete_jobs', (job, actual) => bench.one('complete_jobs', { completions: [{ ...job, ...actual }] })],
    [
      'complete_jobs, not plainly',
      (job, actual) => bench.one('complete_jobs', { completions: [{ ...job, ...actual, result: null }] }),
    ],
    ['fail_job', (job, actual) => bench.one('fail_job', { ...job, ...actual, error: 'no' })],
    [
      'fail_jobs',
      (job, actual) =>
        bench.one('fail_jobs', {
          failures: [{ ...job, ...actual, error: 'no', retry_at: '2031-01-01T00:00:00Z' }],
        }),
    ],
    [
      'reschedule_job',
      (job, actual) => bench.one('reschedule_job', { ...job, ...actual, delay_seconds: 60, reason: 'later' }),
    ],
  ]

  it.each(ends)('with what it cost of each kind is settled by that, once: %s', async (_, end) => {
    const { endpoint, jobType } = await ready(limits, [cost])
    const job = held(await claim(jobType))
    expect(await peek(endpoint)).toMatchObject({ ...available(850, 900, 950, 990), in_flight: 1 })
    await end(job, reported)
    expect(await peek(endpoint)).toMatchObject(available(880, 970, 910, 996))
    await end(job, reported).catch(() => {})
    expect(await peek(endpoint)).toMatchObject(available(880, 970, 910, 996))
    expect(await bench.one('get_job', { job_id: job.job_id })).toMatchObject({
      estimated_tokens: '150',
      estimated_input_tokens: '100',
      estimated_output_tokens: '50',
      estimated_cost_micros: '10',
      actual_tokens: '120',
      actual_input_tokens: '30',
      actual_output_tokens: '90',
      actual_cost_micros: '4',
    })
  })

  it.each(ends)('without a word of its cost has cost what was reserved: %s', async (_, end) => {
    const { endpoint, jobType } = await ready(limits, [cost])
    await end(held(await claim(jobType)), {})
    expect(await peek(endpoint)).toMatchObject(available(850, 900, 950, 990))
  })

  it.each<[string, Args, ReturnType<typeof available>]>([
    ['one kind, and so none of the other', { actual_output_tokens: 7 }, available(993, 1000, 993, 990)],
    ['a total, which counts as either kind', { actual_tokens: 7 }, available(993, 993, 993, 990)],
    ['a cost alone', { actual_cost_micros: 0 }, available(850, 900, 950, 1000)],
    ['nothing at all', { actual_tokens: 0, actual_cost_micros: 0 }, available(1000, 1000, 1000, 1000)],
  ])('reports %s', async (_, actual, expected) => {
    for (const [, end] of ends) {
      const { endpoint, jobType } = await ready(limits, [cost])
      await end(held(await claim(jobType)), actual)
      expect(await peek(endpoint)).toMatchObject(expected)
    }
  })

  it.each<[string, (job: Args) => Promise<unknown>]>([
    ['is cancelled', ({ job_id }) => bench.one('cancel_job', { job_id })],
    ['is given up', (job) => bench.one('dead_letter_job', { ...job, reason: 'no' })],
    [
      'is tried again',
      async (job) => bench.one('retry_job', { ...job, reason: 'no', next_at: await bench.now() }),
    ],
    ['loses its lease', () => bench.advance(5).then(() => bench.call('reclaim_timed_out_jobs'))],
  ])('has cost what was reserved when it %s', async (_, end) => {
    const { endpoint, jobType } = await ready(limits, [cost])
    await end(held(await claim(jobType, { lease_seconds: 5 })))
    expect(await peek(endpoint)).toMatchObject(available(850, 900, 950, 990))
  })

  it.each<[string, Args, Args]>([
    ['reserve_only', { input_tokens_available: '900' }, { input_tokens_available: '900' }],
    ['actual_only', { input_tokens_available: '1000' }, { input_tokens_available: '970' }],
    ['estimate_then_adjust', { input_tokens_available: '900' }, { input_tokens_available: '970' }],
  ])('is settled by the charge mode of each dimension: %s', async (mode, claimed, settled) => {
    const { endpoint, jobType } = await ready({ ...limits, input_token_charge: mode }, [cost])
    const job = held(await claim(jobType))
    expect(await peek(endpoint)).toMatchObject(claimed)
    await bench.one('complete_job', { ...job, ...reported })
    expect(await peek(endpoint)).toMatchObject({ output_tokens_available: '910', ...settled })
  })

  const usual = { token_charge: 'reserve_then_settle', input_token_charge: 'reserve_then_settle' }
  const byActuals = { token_charge: 'actual_only', input_token_charge: 'actual_only' }
  const light = { input_token_weight: 1, output_token_weight: 1 }
  const heavy = { input_token_weight: 3, output_token_weight: 2 }
  it.each<[string, Args, Args, ReturnType<typeof available>]>([
    ['no weights, then weights', {}, heavy, available(730, 970, 910, 996)],
    ['weights, then none', heavy, light, available(880, 970, 910, 996)],
    ['by actuals, then reserved', byActuals, usual, available(880, 970, 910, 996)],
    // What is charged by actuals gives nothing back.
    ['reserved, then by actuals', {}, byActuals, available(850, 900, 910, 996)],
  ])(
    'gives back what was charged for it, whatever has become of the terms: %s',
    async (_, before, after, expected) => {
      const { endpoint, jobType } = await ready({ ...limits, ...before }, [cost])
      const job = held(await claim(jobType))
      await set(endpoint, after)
      await bench.one('complete_job', { ...job, ...reported })
      expect(await peek(endpoint)).toMatchObject(expected)
    },
  )

  it.each<[string, Args]>([
    ['a negative cost', { actual_cost_micros: -1 }],
    ['too many input tokens', { actual_input_tokens: '2147483648' }],
    ['a total beside kinds', { actual_tokens: 1, actual_output_tokens: 1 }],
  ])('is not settled with %s', async (_, actual) => {
    const { jobType } = await ready(limits, [cost])
    const job = held(await claim(jobType))
    for (const [, end] of ends) await expect(end(job, actual)).rejects.toMatchObject({ code: 'JQ001' })
    await bench.one('complete_job', job)
  })

  it('is reported under its lease only', async () => {
    const { jobType } = await ready(limits, [cost])
    const [{ job_id } = {}] = await bench.sql('select job_id from headgate.job_queue where job_type = $1', [
      jobType,
    ])
    const call = { job_id, delay_seconds: 0, reason: 'later', actual_tokens: 1 }
    expect(await bench.refused('reschedule_job', call)).toMatchObject({ code: 'JQ001' })
  })

  it('comes back at the moment it was told, without losing an attempt', async () => {
    const { jobType } = await ready(limits, [cost])
    const until = new Date((await bench.now()).getTime() + 12_345)
    const job = held(await claim(jobType))
    expect(
      await bench.one('reschedule_job', { ...job, delay_seconds: 1, reason: 'denied', until }),
    ).toMatchObject({ scheduled_at: until })
    expect(await bench.one('get_job', { job_id: job.job_id })).toMatchObject({ state: 'queued', attempt: 0 })
    await bench.advance(12.344)
    expect(await claim(jobType)).toEqual([])
    // Claims look for what has come due once a second.
    await bench.advance(1)
    expect(await claim(jobType)).toHaveLength(1)
  })

  it('comes back after the delay if that is longer, and not beyond the horizon', async () => {
    const { jobType } = await ready(limits, [cost])
    const now = await bench.now()
    const call = { ...held(await claim(jobType)), delay_seconds: 60, reason: 'denied' }
    for (const until of ['infinity', '2099-01-01T00:00:00Z'])
      expect(await bench.refused('reschedule_job', { ...call, until })).toMatchObject({ code: 'JQ004' })
    expect(await bench.one('reschedule_job', { ...call, until: now })).toMatchObject({
      scheduled_at: new Date(now.getTime() + 60_000),
    })
  })
})

describe('room for a large job at the head of a lane', () => {
  it.each<[string, Args, Args]>([
    ['input tokens', { input_token_limit: 1000 }, { input_tokens: 900 }],
    ['output tokens', { output_token_limit: 1000 }, { output_tokens: 900 }],
    ['weighted tokens', { token_limit: 1000, output_token_weight: 2 }, { output_tokens: 450 }],
    ['a bucket of input tokens', { input_token_limit: 1000, mode: 'mirror' }, { input_tokens: 900 }],
  ])('is kept against other lanes and callers without jobs: %s', async (_, limit, costs) => {
    const endpoint = await bench.endpoint(limit)
    const [large, small] = [await typeAt(endpoint), await typeAt(endpoint)]
    const small100 = Object.fromEntries(Object.entries(costs).map(([kind, n]) => [kind, Number(n) / 9]))
    const call = { provider: 'p', endpoint, ...small100 }
    await bench.one('acquire_api_capacity', call)
    await bench.one('acquire_api_capacity', call)
    await enqueue(large, costs)
    await enqueue(small, small100)
    expect(await claim(large)).toEqual([])
    expect(await claim(small)).toEqual([])
    expect(await bench.one('acquire_api_capacity', call)).toMatchObject({ granted: false })
    for (let n = 0; n < 64 && (await claim(large)).length === 0; n++) {
      await bench.advance(1)
      if ((await claim(small)).length > 0) await enqueue(small, small100)
    }
    expect(
      await bench.sql("select from headgate.job_queue where job_type = $1 and state = 'running'", [large]),
    ).toHaveLength(1)
  })

  it('is not kept in the budget of a day, which comes back all at once', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000, day_cost_limit: 1000, currency: 'EUR' })
    const [large, small] = [await typeAt(endpoint), await typeAt(endpoint)]
    await enqueue(small, { cost_micros: 200, estimated_tokens: 50 })
    await claim(small)
    await enqueue(large, { cost_micros: 900, estimated_tokens: 900 })
    await enqueue(small, { cost_micros: 100, estimated_tokens: 200 })
    expect(await claim(large)).toEqual([])
    expect(await claim(small)).toHaveLength(1)
  })
})

describe('what a job costs', () => {
  it.each<[string, Args, Args, Args]>([
    [
      'what its type says',
      { input_tokens: 5, output_tokens: 6, cost_micros: 7 },
      {},
      { total: 11, in: 5, out: 6, cost: 7 },
    ],
    [
      'the other kind of its type',
      { input_tokens: 5, output_tokens: 6 },
      { output_tokens: 1 },
      { total: 6, in: 5, out: 1 },
    ],
    ['one kind alone', { estimated_tokens: 9 }, { output_tokens: 1 }, { total: 1, in: 0, out: 1 }],
    ['a total in place of the kinds of its type', { input_tokens: 5 }, { estimated_tokens: 9 }, { total: 9 }],
  ])('is %s', async (_, type, job, expected) => {
    const jobType = await bench.type(type)
    const { job_id } = await enqueue(jobType, job)
    const [row] = await bench.sql(
      `select estimated_tokens as total, estimated_input_tokens as in, estimated_output_tokens as out,
         estimated_cost_micros::integer as cost from headgate.job_queue where job_id = $1`,
      [job_id],
    )
    expect(row).toEqual({ in: null, out: null, cost: null, ...expected })
  })

  it.each<[string, Args]>([
    ['a total beside a kind', { estimated_tokens: 1, input_tokens: 1 }],
    ['a negative kind', { output_tokens: -1 }],
    ['kinds that are too many together', { input_tokens: 2147483647, output_tokens: 1 }],
    ['a negative cost', { cost_micros: -1 }],
    ['a cost that is too high', { cost_micros: '1000000000000001' }],
  ])('cannot be %s', async (_, job) => {
    const jobType = await bench.type()
    expect(await bench.refused('enqueue_job', { job_type: jobType, ...job })).toMatchObject({ code: 'JQ001' })
    expect(await bench.refused('enqueue_jobs', { jobs: [{ job_type: jobType, ...job }] })).toMatchObject({
      code: 'JQ001',
    })
  })

  it('stays with it while it waits for its time, for its key, and to be tried again', async () => {
    const { jobType } = await ready(
      { input_token_limit: 150 },
      [
        { ...cost, concurrency_key: 'k' },
        { ...cost, concurrency_key: 'k' },
      ],
      { lease_seconds: 300 },
    )
    const first = await claim(jobType)
    await bench.one('fail_job', { ...held(first), error: 'no', actual_input_tokens: 0 })
    const second = await claim(jobType)
    expect(second).toMatchObject([{ reserved_input_tokens: '100' }])
    await bench.advance(62)
    await bench.one('complete_job', held(second))
    expect(await claim(jobType)).toMatchObject([{ job_id: first[0]?.job_id, reserved_input_tokens: '100' }])
  })

  it('of a type is a total or kinds, as set last', async () => {
    const type = await bench.type({ input_tokens: 5 })
    const look = async () =>
      (
        await bench.sql(
          'select estimated_tokens as total, input_tokens as in, output_tokens as out, cost_micros::integer as cost from headgate.job_types where job_type = $1',
          [type],
        )
      )[0]
    const change = (settings: Args) => bench.one('set_job_type', { job_type: type, ...settings })
    expect(await look()).toEqual({ total: 5, in: 5, out: 0, cost: null })
    await change({ output_tokens: 6, cost_micros: 3 })
    expect(await look()).toEqual({ total: 11, in: 5, out: 6, cost: 3 })
    await change({ estimated_tokens: 8 })
    expect(await look()).toEqual({ total: 8, in: null, out: null, cost: 3 })
    await change({ input_tokens: 1 })
    await change({ input_tokens: -1, cost_micros: -1 })
    expect(await look()).toEqual({ total: 1, in: null, out: null, cost: null })
    for (const bad of [
      { estimated_tokens: 1, input_tokens: 1 },
      { cost_micros: -2 },
      { input_tokens: 2147483647, output_tokens: 1 },
    ])
      expect(await bench.refused('set_job_type', { job_type: type, ...bad })).toMatchObject({ code: 'JQ001' })
  })
})
