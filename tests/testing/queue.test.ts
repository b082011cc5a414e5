import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { pgTransport } from '../../client/pg.ts'
import { Fatal, RetryLater } from '../../client/worker.ts'
import { JsonNumber, producerClient, Timestamp } from '../../generated/index.ts'
import { createTestQueue, NotEnqueued, type TestQueue } from '../../testing/index.ts'
import { createGate } from '../worker/support.ts'

const noon = new Date('2030-01-01T12:00:00Z')
const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000)

describe('a test queue', () => {
  let queue: TestQueue

  beforeAll(async () => {
    queue = await createTestQueue({ now: noon, jobTypes: ['ask', { jobType: 'once', maxAttempts: 1 }] })
  }, 120_000)

  beforeEach(async () => {
    await queue.advanceTo(noon)
    for (const { jobId, state } of await queue.jobs()) {
      if (state === 'queued') await queue.operator.cancelJob({ jobId: jobId as never })
    }
  })

  afterAll(() => queue.close())

  test('has a clock that stands until it is moved', async () => {
    expect(await queue.now()).toEqual(noon)
    const { scheduledAt } = await queue.producer.enqueueJob({ jobType: 'ask' })
    expect(scheduledAt).toEqual(noon)
    await queue.advance(90.5)
    expect(await queue.now()).toEqual(later(90.5))
  })

  test('loses no digit of times and of numbers in documents', async () => {
    const payload = { id: 9007199254740993n, ratio: new JsonNumber('3.3333333333333333') }
    const scheduledAt = new Timestamp(later(60), 7)
    await queue.producer.enqueueJob({ jobType: 'ask', payload, scheduledAt })
    const stored = await queue.expectEnqueued({ state: 'queued', payload, scheduledAt })
    await queue.advanceTo(later(60))
    expect((await queue.drain({ ask: async () => {} })).completed).toEqual([])
    await queue.advanceTo(stored.scheduledAt)
    expect((await queue.now()).microseconds).toBe(7)
    const { completed } = await queue.drain({ ask: async (job) => job.payload })
    expect(completed[0]).toMatchObject({ id: stored.jobId, payload })
    await queue.expectEnqueued({ state: 'completed', result: payload })
  })

  test('starts a job when its time has come, and not before', async () => {
    const ran: unknown[] = []
    const handlers = { ask: async (job: { payload: unknown }) => void ran.push(job.payload) }
    await queue.producer.enqueueJob({ jobType: 'ask', payload: 'later', scheduledAt: later(60) })
    await queue.drain(handlers)
    await queue.advance(59)
    await queue.drain(handlers)
    expect(ran).toEqual([])
    await queue.advance(1)
    await queue.drain(handlers)
    expect(ran).toEqual(['later'])
  })

  test('is drained of what its handlers enqueue, too', async () => {
    await queue.producer.enqueueJob({ jobType: 'ask', payload: 3 })
    const { completed } = await queue.drain({
      async ask({ id, payload }) {
        const n = Number(payload)
        if (n > 0) await queue.producer.enqueueJob({ jobType: 'ask', payload: n - 1, parentJobId: id })
      },
    })
    expect(completed.map(({ payload }) => payload)).toEqual([3, 2, 1, 0])
  })

  test('is not drained while a handler works that may enqueue more', async () => {
    await queue.producer.enqueueJob({ jobType: 'ask' })
    const asked = createGate()
    const handlers = {
      async ask() {
        await asked.opened
        await queue.producer.enqueueJob({ jobType: 'plain' })
      },
      plain: async () => {},
    }
    const draining = queue.drain(handlers, { concurrency: 2 })
    await expect.poll(async () => (await queue.jobs()).at(-1)?.state).toBe('running')
    // The worker has looked in vain meanwhile.
    let looks = 0
    await expect.poll(() => ++looks, { interval: 5 }).toBe(10)
    asked.open()
    expect((await draining).completed.map(({ type }) => type)).toEqual(['ask', 'plain'])
  })

  test('tells what failed, and tries again when the clock says so', async () => {
    await queue.producer.enqueueJob({ jobType: 'ask' })
    let tries = 0
    const handlers = {
      async ask() {
        tries += 1
        if (tries === 1) throw new Error('first time')
        return 'done'
      },
    }
    const { failed } = await queue.drain(handlers)
    expect(failed).toMatchObject([{ outcome: 'queued', error: { message: 'first time' } }])
    const { retryAt } = failed[0] ?? {}
    await queue.drain(handlers)
    expect(tries).toBe(1)
    await queue.advanceTo(retryAt ?? noon)
    expect((await queue.drain(handlers)).completed).toHaveLength(1)
    expect(await queue.expectEnqueued({ state: 'completed', result: 'done' })).toMatchObject({ attempt: 2 })
  })

  test('knows dead letters and jobs that were put off', async () => {
    await queue.producer.enqueueJobs({
      jobs: [{ jobType: 'once' }, { jobType: 'ask' }, { jobType: 'plain' }],
    })
    const { failed, rescheduled, completed } = await queue.drain({
      async once() {
        throw new Error('no')
      },
      async ask() {
        throw new Fatal('never')
      },
      async plain() {
        throw new RetryLater('busy', { delayMs: 60_000 })
      },
    })
    expect(failed.map(({ job, outcome }) => `${job.type} ${outcome}`).sort()).toEqual([
      'ask dead_lettered',
      'once dead_lettered',
    ])
    expect(rescheduled.map(({ type }) => type)).toEqual(['plain'])
    expect(completed).toEqual([])
  })

  test('expects jobs by any part of them, and lists what there is instead', async () => {
    await queue.producer.enqueueJob({
      jobType: 'ask',
      payload: { question: 'Why?', tags: ['a', 'b'] },
      priority: 2,
    })
    const job = await queue.expectEnqueued({
      jobType: 'ask',
      payload: { question: expect.stringMatching('Why') },
    })
    expect(job).toMatchObject({ priority: 2, state: 'queued', jobId: expect.any(BigInt) })
    await queue.expectEnqueued({ payload: { tags: ['a', 'b'] } })
    const missing = queue.expectEnqueued({ jobType: 'ask', payload: { tags: ['a'] } })
    await expect(missing).rejects.toBeInstanceOf(NotEnqueued)
    await expect(missing).rejects.toThrow(/"tags":\["a"\]}}, but:\n.*"question":"Why\?"/s)
  })

  test('lends itself as a pool of pg to the code under test, transactions included', async () => {
    await queue.pool.query(
      'create table if not exists orders (order_id bigint primary key, item text, at timestamptz)',
    )
    const client = await queue.pool.connect()
    await client.query('begin')
    await client.query('insert into orders values ($1, $2, $3)', ['7', 'tea', noon])
    await producerClient(pgTransport(client)).enqueueJob({ jobType: 'ask', payload: 'rolled back' })
    await client.query('rollback')
    client.release()
    await queue.pool.query(`insert into orders values (8, 'milk', null)`)
    const { rows, rowCount } = await queue.pool.query('select * from orders where item <> $1', ['water'])
    expect(rows).toEqual([{ order_id: '8', item: 'milk', at: null }])
    expect(rowCount).toBe(1)
    await expect(queue.expectEnqueued({ payload: 'rolled back' })).rejects.toBeInstanceOf(NotEnqueued)
  })

  test('takes parameters and answers values as pg does', async () => {
    const text =
      'select $1::text[] as list, $2::jsonb as document, $3::bytea as bytes, $4::timestamptz as at, $5::int8 as big'
    const values = [['a,b', null, '"'], { a: [1] }, Buffer.from([1, 255]), noon, 7]
    const { rows } = await queue.pool.query({ text, values })
    expect(rows).toEqual([
      { list: ['a,b', null, '"'], document: { a: [1] }, bytes: Buffer.from([1, 255]), at: noon, big: '7' },
    ])
    expect((await queue.pool.query('select 1 as one; select 2 as two')).rows).toEqual([{ two: 2 }])
  })

  test('gives its session to one at a time', async () => {
    const first = await queue.pool.connect()
    await first.query('begin')
    await first.query('select pg_current_xact_id()')
    const second = queue.pool.query('select pg_current_xact_id_if_assigned() is null as fresh')
    await first.query('commit')
    first.release()
    expect((await second).rows).toEqual([{ fresh: true }])
  })

  test('ends in typed errors, as everywhere', async () => {
    await expect(queue.producer.enqueueJob({ jobType: 'none' })).rejects.toMatchObject({
      code: 'unknown_job_type',
    })
    await expect(queue.pool.query('select 1/0')).rejects.toMatchObject({ code: '22012' })
  })
})

test('another queue knows nothing of the first', { timeout: 120_000 }, async () => {
  const one = await createTestQueue()
  const other = await createTestQueue()
  await one.producer.enqueueJob({ jobType: 'plain' })
  expect([(await one.jobs()).length, (await other.jobs()).length]).toEqual([1, 0])
  await one.close()
  await other.close()
})

test('a snapshot that was cut off is made again', { timeout: 120_000 }, async () => {
  const folder = 'node_modules/.cache/headgate'
  const files = (await readdir(folder)).filter((name) => name.endsWith('.tar.gz'))
  for (const name of files) await truncate(join(folder, name), 1000)
  vi.resetModules()
  const fresh = await import('../../testing/index.ts')
  const queue = await fresh.createTestQueue()
  await queue.expectEnqueued({ jobId: (await queue.producer.enqueueJob({ jobType: 'plain' })).jobId })
  await queue.close()
})
