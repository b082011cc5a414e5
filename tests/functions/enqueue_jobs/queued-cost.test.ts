import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench, type Row } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

/** What is known of a queue, and what there is. */
async function sizes(endpoint: string): Promise<Row> {
  const [row] = await bench.sql(
    `select q.jobs::int as known_jobs, q.tokens::int as known_tokens, b.jobs::int, b.tokens::int, q.changes::int
     from headgate_private.api_rate_limits l
     cross join lateral headgate_private.queue_size(l.endpoint_id) q
     cross join lateral headgate_private.endpoint_backlog(l.endpoint_id, 100000) b
     where l.endpoint = $1`,
    [endpoint],
  )
  return row ?? {}
}

async function expectExact(endpoint: string): Promise<Row> {
  const row = await sizes(endpoint)
  expect({ jobs: row.known_jobs, tokens: row.known_tokens }).toEqual({ jobs: row.jobs, tokens: row.tokens })
  return row
}

describe('the queued cost of an endpoint', () => {
  it('is known to the unit while many enqueue and claim, and is not counted each time', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 100_000, token_limit: 1_000_000 })
    const jobType = await bench.type({ provider: 'p', endpoint })
    const other = await bench.type({ provider: 'p', endpoint })
    const produce = async (n: number) => {
      await bench.call('enqueue_job', { job_type: n % 2 ? jobType : other, estimated_tokens: n })
      if (n % 3 === 0) await bench.call('claim_jobs', { worker: 'w', job_types: [jobType, other], limit: 2 })
    }
    await Promise.all(Array.from({ length: 200 }, (_, n) => produce(n)))
    await expectExact(endpoint)
    for (let n = 0; n < 80; n++) await bench.call('enqueue_job', { job_type: jobType })
    const { changes } = await expectExact(endpoint)
    expect(Number(changes)).toBeLessThanOrEqual(64 + 16)
  })

  it('is taken in by tick where nobody enqueues', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 100_000 })
    const jobType = await bench.type({ provider: 'p', endpoint })
    await bench.call('enqueue_jobs', { jobs: Array.from({ length: 80 }, () => ({ job_type: jobType })) })
    for (let n = 0; n < 70; n++) await bench.call('claim_jobs', { worker: 'w', job_types: [jobType] })
    expect((await expectExact(endpoint)).changes).toBeGreaterThan(64)
    await bench.call('tick')
    expect(await expectExact(endpoint)).toMatchObject({ jobs: 10, changes: 0 })
  })

  it('forgets what was rolled back', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 10 })
    const jobType = await bench.type({ provider: 'p', endpoint })
    await bench.call('enqueue_job', { job_type: jobType })
    const client = await bench.as('service_role').connect()
    await client.query('begin')
    await client.query('select from headgate.enqueue_job($1)', [jobType])
    await client.query('rollback')
    client.release()
    expect(await expectExact(endpoint)).toMatchObject({ jobs: 1 })
  })

  it('sees jobs that came back or were taken out of line', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 2 })
    const jobType = await bench.type({ provider: 'p', endpoint, estimated_tokens: 7 })
    const jobs = await bench.call('enqueue_jobs', { jobs: [{ job_type: jobType }, { job_type: jobType }] })
    expect(await bench.refused('enqueue_job', { job_type: jobType })).toMatchObject({ code: 'JQ210' })
    await bench.one('cancel_job', { job_id: jobs[0]?.job_id })
    expect(await expectExact(endpoint)).toMatchObject({ jobs: 1, tokens: 7 })
    const { job_id, lease_token } = await bench.one('claim_jobs', { worker: 'w', job_types: [jobType] })
    expect(await bench.one('enqueue_job', { job_type: jobType })).toMatchObject({ outcome: 'accepted' })
    await bench.one('fail_job', { job_id, lease_token, error: 'e' })
    expect(await expectExact(endpoint)).toMatchObject({ jobs: 2, tokens: 14 })
    expect(await bench.refused('enqueue_job', { job_type: jobType })).toMatchObject({ code: 'JQ210' })
  })

  it('sees jobs whose time has come nearer by the next count', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 1 })
    const jobType = await bench.type({ provider: 'p', endpoint })
    await bench.one('enqueue_job', {
      job_type: jobType,
      scheduled_at: new Date((await bench.now()).getTime() + 303_000),
    })
    await bench.one('enqueue_job', {
      job_type: jobType,
      scheduled_at: new Date((await bench.now()).getTime() + 400_000),
    })
    expect(await expectExact(endpoint)).toMatchObject({ jobs: 0 })
    await bench.advance(5.001)
    expect(await bench.refused('enqueue_job', { job_type: jobType })).toMatchObject({
      code: 'JQ210',
      detail: { queue_depth: 1 },
    })
  })

  it('is not held back by a transaction that stays open, and sees its jobs once it has committed', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 100_000 })
    const jobType = await bench.type({ provider: 'p', endpoint })
    await bench.call('enqueue_job', { job_type: jobType })
    const client = await bench.as('service_role').connect()
    await client.query('begin')
    await client.query('select from headgate.enqueue_job($1)', [jobType])
    for (let n = 0; n < 400; n++) await bench.call('enqueue_job', { job_type: jobType })
    const [sum] = await bench.sql(
      `select s.open_xids, s.seen > all (s.open_xids) as is_past from headgate_private.queue_sum s
       join headgate_private.api_rate_limits l using (endpoint_id) where l.endpoint = $1`,
      [endpoint],
    )
    expect(sum).toMatchObject({ open_xids: expect.stringMatching(/^{\d+}$/), is_past: true })
    expect(await expectExact(endpoint)).toMatchObject({ jobs: 401 })
    await client.query('commit')
    client.release()
    expect(await expectExact(endpoint)).toMatchObject({ jobs: 402 })
    for (let n = 0; n < 200; n++) await bench.call('enqueue_job', { job_type: jobType })
    const { changes } = await expectExact(endpoint)
    expect(Number(changes)).toBeLessThanOrEqual(64 + 16)
  })

  it('is neither kept nor read where nothing depends on it', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10 })
    const jobType = await bench.type({ provider: 'p', endpoint })
    await bench.call('enqueue_job', { job_type: jobType })
    await bench.call('claim_jobs', { worker: 'w', job_types: [jobType] })
    const rows = await bench.sql(
      `select from headgate_private.queue_change c
       join headgate_private.api_rate_limits l using (endpoint_id) where l.endpoint = $1`,
      [endpoint],
    )
    expect(rows).toEqual([])
  })
})
