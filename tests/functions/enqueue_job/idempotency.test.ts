import { beforeAll, describe, expect, it } from 'vitest'
import { asRole } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type Bench, openBench } from '../bench.ts'
import { startJob, trail } from '../look.ts'
import { statement } from '../signatures.ts'

let bench: Bench
let keys = 0
const newKey = (): string => `key-${++keys}`

beforeAll(async () => {
  bench = await openBench()
})

const enqueue = (args: Record<string, unknown>) => bench.one('enqueue_job', { job_type: 'plain', ...args })

describe('enqueue_job with an idempotency key', () => {
  it('gives the same job for the same key, and creates nothing', async () => {
    const idempotency_key = newKey()
    const first = await enqueue({ idempotency_key, payload: 1 })
    const second = await enqueue({ idempotency_key, payload: 2 })
    expect(second).toMatchObject({ job_id: first.job_id, created: false, outcome: 'duplicate' })
    expect(await trail(bench, first.job_id)).toHaveLength(1)
    expect(await bench.one('get_job', { job_id: first.job_id })).toMatchObject({ payload: 1 })
  })

  it('says of a duplicate when the first may run', async () => {
    const idempotency_key = newKey()
    const scheduled_at = new Date('2030-01-02T00:00:00Z')
    await enqueue({ idempotency_key, scheduled_at })
    expect(await enqueue({ idempotency_key })).toMatchObject({ outcome: 'duplicate', scheduled_at })
  })

  it('tells job types apart', async () => {
    const idempotency_key = newKey()
    const first = await enqueue({ idempotency_key })
    const second = await enqueue({ job_type: 'audited', idempotency_key })
    expect(second).toMatchObject({ created: true })
    expect(second.job_id).not.toBe(first.job_id)
  })

  it.each([
    ['completed', 'complete_job', {}],
    ['dead-lettered', 'fail_job', { error: 'x', retryable: false }],
  ])('frees the key of scope unfinished once the job is %s', async (_, settle, args) => {
    const job_type = await bench.type()
    const idempotency_key = newKey()
    const { job_id, lease_token } = await startJob(bench, job_type, { idempotency_key })
    expect(await bench.one('enqueue_job', { job_type, idempotency_key })).toMatchObject({
      job_id,
      created: false,
    })
    await bench.one(settle, { job_id, lease_token, ...args })
    expect(await bench.one('enqueue_job', { job_type, idempotency_key })).toMatchObject({ created: true })
  })

  it('frees the key of scope unfinished once the job is cancelled', async () => {
    const idempotency_key = newKey()
    const { job_id } = await enqueue({ idempotency_key })
    await bench.one('cancel_job', { job_id })
    expect(await enqueue({ idempotency_key })).toMatchObject({ created: true })
  })

  it('keeps the key of scope unfinished through a retry', async () => {
    const job_type = await bench.type()
    const idempotency_key = newKey()
    const { job_id, lease_token } = await startJob(bench, job_type, { idempotency_key })
    await bench.one('fail_job', { job_id, lease_token, error: 'x' })
    expect(await bench.one('enqueue_job', { job_type, idempotency_key })).toMatchObject({
      job_id,
      created: false,
    })
  })

  it('keeps the key of scope interval for its time, whatever becomes of the job', async () => {
    const key = { idempotency_key: newKey(), idempotency_scope: 'interval', idempotency_seconds: 100 }
    const { job_id } = await enqueue(key)
    await bench.one('cancel_job', { job_id })
    await bench.advance(99.9)
    expect(await enqueue(key)).toMatchObject({ job_id, created: false })
    await bench.advance(0.1)
    expect(await enqueue(key)).toMatchObject({ created: true })
  })

  it('keeps the key of scope forever', async () => {
    const key = { idempotency_key: newKey(), idempotency_scope: 'forever' }
    const { job_id } = await enqueue(key)
    await bench.one('cancel_job', { job_id })
    await bench.advance(10 * 365 * 86_400)
    await bench.call('tick')
    expect(await enqueue(key)).toMatchObject({ job_id, created: false, outcome: 'duplicate' })
  })

  it('gives the loser of a race the job of the winner', async () => {
    const { winner, loser } = await race('commit')
    expect(loser).toMatchObject({ job_id: winner.job_id, created: false, outcome: 'duplicate' })
  })

  it('lets the loser create the job if the winner rolls back', async () => {
    const { winner, loser } = await race('rollback')
    expect(loser).toMatchObject({ created: true, outcome: 'accepted' })
    expect(loser.job_id).not.toBe(winner.job_id)
    expect((await bench.refused('get_job', { job_id: winner.job_id })).code).toBe('JQ101')
  })

  it('gives ten callers at once one job', async () => {
    const idempotency_key = newKey()
    const answers = await Promise.all(Array.from({ length: 10 }, () => enqueue({ idempotency_key })))
    expect(new Set(answers.map((answer) => answer.job_id)).size).toBe(1)
    expect(answers.filter((answer) => answer.created)).toHaveLength(1)
  })
})

/** Two connections enqueue one key; the second waits until the first ends its transaction. */
async function race(end: 'commit' | 'rollback') {
  const call = statement(bench.signatures, 'enqueue_job', { job_type: 'plain', idempotency_key: newKey() })
  const [first, second] = [await asRole(bench.db, 'service_role'), await asRole(bench.db, 'service_role')]
  await first.query('begin')
  const winner = (await first.query<Record<string, unknown>>(call)).rows[0] ?? {}
  const late = second.query<Record<string, unknown>>(call)
  await eventually(async () => {
    const waiting = await bench.sql(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    return waiting.length === 1
  })
  await first.query(end)
  const loser = (await late).rows[0] ?? {}
  return { winner, loser }
}
