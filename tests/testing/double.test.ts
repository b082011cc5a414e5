import { newDb } from 'pg-mem'
import { describe, expect, test } from 'vitest'
import { pgTransport } from '../../client/pg.ts'
import {
  JobId,
  JsonNumber,
  LeaseToken,
  type ProducerClient,
  producerClient,
  QueueFull,
  Timestamp,
  UnknownJob,
} from '../../generated/index.ts'
import { createDouble, NotEnqueued } from '../../testing/index.ts'

const noon = new Date('2030-01-01T12:00:00Z')
const jobId = JobId.parse(9007199254740993n)

describe('a double', () => {
  test('accepts jobs and remembers them', async () => {
    const { producer, expectEnqueued, jobs } = createDouble({ now: () => noon })
    const first = await producer.enqueueJob({ jobType: 'ask', payload: { question: 'Why?' } })
    expect(first).toEqual({ jobId: 1n, created: true, outcome: 'accepted', scheduledAt: noon })
    const later = new Date('2030-01-02T00:00:00Z')
    const rows = await producer.enqueueJobs({
      jobs: [
        { jobType: 'a', scheduledAt: later, maxAttempts: 2 },
        { jobType: 'b', parentJobId: jobId },
      ],
    })
    expect(rows).toMatchObject([
      { element: 0, jobId: 2n, scheduledAt: later },
      { element: 1, jobId: 3n, scheduledAt: noon },
    ])
    expectEnqueued({ jobType: 'ask', payload: { question: expect.any(String) } })
    expectEnqueued({ jobType: 'a', maxAttempts: 2, scheduledAt: later })
    expect(expectEnqueued({ parentJobId: jobId }).jobType).toBe('b')
    expect(() => expectEnqueued({ jobType: 'c' })).toThrow(NotEnqueued)
    expect(jobs().map(({ jobType }) => jobType)).toEqual(['ask', 'a', 'b'])
  })

  test('checks arguments and answers against the contract', async () => {
    const { producer, operator, answer } = createDouble()
    const bad: unknown = { jobType: 7 }
    await expect(producer.enqueueJob(bad as { jobType: string })).rejects.toMatchObject({
      code: 'invalid_arguments',
    })
    const lie: unknown = { jobId: 'seven' }
    answer({ cancelJob: lie as never })
    await expect(operator.cancelJob({ jobId })).rejects.toMatchObject({ code: 'invalid_result' })
  })

  test('answers what it was told, or ends as it was told', async () => {
    const full = new QueueFull({ function: 'enqueue_job', message: 'full', hint: '', detail: {} })
    const unknown = new UnknownJob({ function: 'cancel_job', message: 'no', hint: '', detail: {} })
    const double = createDouble({ answers: { enqueueJob: full } })
    double.answer({
      cancelJob: ({ jobId: id }) =>
        id === jobId ? { jobId: id, state: 'cancelled', outcome: 'cancelled', finishedAt: noon } : unknown,
    } as Parameters<typeof double.answer>[0])
    await expect(double.producer.enqueueJob({ jobType: 'ask' })).rejects.toBe(full)
    expect(double.jobs()).toEqual([])
    expect(await double.operator.cancelJob({ jobId })).toMatchObject({ jobId, state: 'cancelled' })
    await expect(double.operator.cancelJob({ jobId: JobId.parse(1n) })).rejects.toBe(unknown)
    expect(double.calls).toEqual([{ function: 'cancelJob', args: { jobId } }])
  })

  test('says which answer it lacks', async () => {
    const { worker } = createDouble()
    const leaseToken = LeaseToken.parse('6f1c1f0e-5a0e-4c0f-9d5b-0d9d7a0a1b2c')
    await expect(worker.heartbeatJobs({ leaseToken })).rejects.toThrow(
      /headgate\.heartbeat_jobs.*answers\.heartbeatJobs/,
    )
  })
})

describe('a double within pg-mem', () => {
  /** Code under test: an order and its job, together or not at all. */
  async function order(pool: ReturnType<typeof memory>['pool'], item: string): Promise<void> {
    const client = await pool.connect()
    await client.query('begin')
    try {
      const { rows } = await client.query('insert into orders (item) values ($1) returning id', [item])
      const producer: ProducerClient = producerClient(pgTransport(client))
      await producer.enqueueJob({
        jobType: 'ship',
        payload: { id: rows[0].id },
        scheduledAt: noon,
        priority: 3,
      })
      if (item === 'poison') throw new Error('no')
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }

  function memory() {
    const database = newDb()
    database.public.none('create table orders (id serial primary key, item text)')
    const double = createDouble()
    const { Pool } = database.adapters.createPg()
    return { double, pool: double.within(new Pool()) }
  }

  test('answers our functions, while its tables answer all else', async () => {
    const { double, pool } = memory()
    await order(pool, 'tea')
    expect((await pool.query('select * from orders')).rows).toEqual([{ id: 1, item: 'tea' }])
    double.expectEnqueued({ jobType: 'ship', payload: { id: 1 }, scheduledAt: noon, priority: 3 })
  })

  test('forgets what was enqueued in a transaction that is rolled back', async () => {
    const { double, pool } = memory()
    await expect(order(pool, 'poison')).rejects.toThrow('no')
    expect(double.jobs()).toEqual([])
    await order(pool, 'tea')
    expect(double.jobs()).toHaveLength(1)
  })

  test('keeps what was enqueued outside of a transaction, after one that was rolled back', async () => {
    const { double, pool } = memory()
    const client = await pool.connect()
    await client.query('begin')
    await producerClient(pgTransport(client)).enqueueJob({ jobType: 'within' })
    await client.query('rollback')
    await producerClient(pgTransport(client)).enqueueJob({ jobType: 'after' })
    expect(double.jobs().map(({ jobType }) => jobType)).toEqual(['after'])
  })

  test('carries every kind of value there and back', async () => {
    const { double, pool } = memory()
    const producer = producerClient(pgTransport(pool))
    const jobs = [{ jobType: 'a', payload: ['ü', null, 1.5], estimatedTokens: 5n, metadata: { a: '"\\' } }]
    const rows = await producer.enqueueJobs({ jobs })
    expect(rows).toEqual([
      expect.objectContaining({ element: 0, jobId: 1n, created: true, scheduledAt: expect.any(Date) }),
    ])
    expect(double.jobs()).toMatchObject([{ jobType: 'a', payload: ['ü', null, 1.5], metadata: { a: '"\\' } }])
    const [{ estimatedTokens } = {}] = double.jobs()
    expect(estimatedTokens).toBe(5n)
  })

  test('loses no digit of times and of numbers in documents', async () => {
    const { double, pool } = memory()
    const producer = producerClient(pgTransport(pool))
    const [scheduledAt, other] = [new Timestamp(noon, 7), new Timestamp(noon, 8)]
    const payload = { id: 9007199254740993n, ratio: new JsonNumber('3.3333333333333333') }
    for (const enqueue of [
      () => producer.enqueueJob({ jobType: 'a', payload, scheduledAt }),
      async () => (await producer.enqueueJobs({ jobs: [{ jobType: 'b', payload, scheduledAt }] }))[0],
    ])
      expect((await enqueue())?.scheduledAt.toISOString()).toBe(scheduledAt.toISOString())
    for (const jobType of ['a', 'b']) {
      double.expectEnqueued({ jobType, payload, scheduledAt })
      expect(() => double.expectEnqueued({ jobType, scheduledAt: other })).toThrow(NotEnqueued)
    }
    double.answer({ enqueueJob: { jobId, created: true, outcome: 'accepted', scheduledAt: noon } })
    expect((await producer.enqueueJob({ jobType: 'c' })).scheduledAt).toStrictEqual(new Timestamp(noon))
  })
})
