import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { defineJobs, type PayloadSchema } from '../../client/jobs.ts'
import { pgTransport } from '../../client/pg.ts'
import type { Transport } from '../../client/transport.ts'
import { type Call, operatorClient, producerClient } from '../../generated/index.ts'
import { freshDatabase, poolAsRole, type TestDatabase } from '../support/database.ts'
import { start } from '../worker/support.ts'

const jobs = defineJobs({
  ask: z.object({ question: z.string().min(1), times: z.number().int().default(1) }),
  mail: z.strictObject({ to: z.string(), at: z.iso.datetime().transform((text) => new Date(text)) }),
  bare: z.object({}),
})

const nowhere: Transport = { call: async () => expect.fail('it was sent') }

describe('registered jobs', () => {
  let database: TestDatabase
  let transport: Transport

  beforeAll(async () => {
    database = await freshDatabase()
    transport = pgTransport(poolAsRole(database, 'headgate_producer', 2))
    const operator = operatorClient(pgTransport(poolAsRole(database, 'headgate_operator', 1)))
    for (const jobType of Object.keys(jobs.schemas)) await operator.setJobType({ jobType })
  })

  test('travel from a typed enqueue to a typed handler', async () => {
    const producer = jobs.producer(transport)
    const { jobId } = await producer.enqueueJob({
      jobType: 'ask',
      payload: { question: 'Why?' },
      priority: 1,
    })
    const at = '2030-01-01T12:00:00Z'
    const [mail, none] = await producer.enqueueJobs({
      jobs: [{ jobType: 'mail', payload: { to: 'Ada', at } }, { jobType: 'bare' }],
    })
    const seen: unknown[] = []
    const running = start({
      database: poolAsRole(database, 'headgate_worker'),
      handlers: jobs.handlers({
        async ask({ payload }) {
          expectTypeOf(payload).toEqualTypeOf<{ question: string; times: number }>()
          seen.push(payload)
        },
        async mail({ payload, attempt }) {
          expectTypeOf(payload).toEqualTypeOf<{ to: string; at: Date }>()
          expectTypeOf(attempt).toEqualTypeOf<number>()
          seen.push(payload)
        },
        bare: async ({ payload }) => void seen.push(payload),
      }),
    })
    for (const id of [jobId, mail?.jobId, none?.jobId]) await running.heard('completed', id)
    await running.worker.drain()
    expect(seen).toHaveLength(3)
    expect(seen).toEqual(
      expect.arrayContaining([{ question: 'Why?', times: 1 }, { to: 'Ada', at: new Date(at) }, {}]),
    )
  })

  test('are refused before they are sent when the payload does not fit, saying where', async () => {
    const producer = jobs.producer(nowhere)
    const bad: unknown = { question: '', times: 1.5 }
    await expect(
      producer.enqueueJob({ jobType: 'ask', payload: bad as { question: string } }),
    ).rejects.toMatchObject({
      code: 'invalid_arguments',
      function: 'enqueue_job',
      issues: [{ path: 'payload.question' }, { path: 'payload.times' }],
    })
    const list: unknown[] = [
      { jobType: 'ask', payload: { question: 'Why?' } },
      { jobType: 'mail', payload: { to: 'Ada', at: 'soon', colour: 'red' } },
      { jobType: 'toString', payload: {} },
      { jobType: 'ask', payload: { question: Number.NaN } },
    ]
    await expect(producer.enqueueJobs({ jobs: list as [] })).rejects.toMatchObject({
      code: 'invalid_arguments',
      issues: [
        { path: 'jobs[1].payload.at' },
        { path: 'jobs[1].payload' },
        { path: 'jobs[2].jobType', message: 'is not registered' },
        { path: 'jobs[3].payload.question' },
      ],
    })
  })

  test('are checked as the handler will meet them: what JSON changes does not fit', async () => {
    const dated = defineJobs({ dated: z.object({ at: z.date() }) })
    const at = new Date()
    await expect(
      dated.producer(nowhere).enqueueJob({ jobType: 'dated', payload: { at } }),
    ).rejects.toMatchObject({
      issues: [{ path: 'payload.at' }],
    })
  })

  test('that somebody else enqueued with a payload that does not fit are dead letters at once', async () => {
    const { jobId } = await producerClient(transport).enqueueJob({ jobType: 'ask', payload: { question: 7 } })
    const running = start({
      database: poolAsRole(database, 'headgate_worker'),
      handlers: jobs.handlers({ ask: async () => expect.fail('it was called') }),
    })
    const failed = await running.heard('failed', jobId)
    await running.worker.drain()
    expect(failed).toMatchObject({
      outcome: 'dead_lettered',
      error: { code: 'fatal', message: expect.stringContaining('payload.question') },
    })
  })

  test('may have schemas of any library that keeps to Standard Schema, and may be checked elsewhere', async () => {
    const word: PayloadSchema<string> = {
      '~standard': {
        version: 1,
        vendor: 'here',
        validate: async (value) =>
          typeof value === 'string'
            ? { value }
            : { issues: [{ message: 'no word', path: [{ key: 'deep' }, 0] }] },
      },
    }
    const words = defineJobs({ word })
    const bad: unknown = 7
    const call = words.producer(nowhere).enqueueJob({ jobType: 'word', payload: bad as string })
    await expect(call).rejects.toMatchObject({ issues: [{ path: 'payload.deep[0]', message: 'no word' }] })
  })
})

test('are typed', () => expect(typesOf).toBeTypeOf('function'))

/** Checked by the compiler, never run: what the types allow and forbid. */
async function typesOf(transport: Transport): Promise<void> {
  const producer = jobs.producer(transport)
  expectTypeOf(producer.enqueueJob({ jobType: 'bare' })).toExtend<Call<unknown, unknown>>()
  // @ts-expect-error: a payload is needed
  await producer.enqueueJob({ jobType: 'ask' })
  // @ts-expect-error: the payload of another job type
  await producer.enqueueJob({ jobType: 'ask', payload: { to: 'Ada', at: '' } })
  // @ts-expect-error: a number is no question
  await producer.enqueueJob({ jobType: 'ask', payload: { question: 7 } })
  // @ts-expect-error: no such key
  await producer.enqueueJob({ jobType: 'mail', payload: { to: 'Ada', at: '', colour: 'red' } })
  // @ts-expect-error: it takes the text that the schema reads, not the Date that it makes of it
  await producer.enqueueJob({ jobType: 'mail', payload: { to: 'Ada', at: new Date() } })
  // @ts-expect-error: no such job type
  await producer.enqueueJob({ jobType: 'none', payload: {} })
  // @ts-expect-error: no such argument
  await producer.enqueueJob({ jobType: 'bare', colour: 'red' })
  // @ts-expect-error: one of a batch does not fit
  await producer.enqueueJobs({ jobs: [{ jobType: 'bare' }, { jobType: 'ask', payload: {} }] })
  // @ts-expect-error: no such job type
  jobs.handlers({ none: async () => {} })
  // @ts-expect-error: the payload has no such member
  jobs.handlers({ ask: async ({ payload }) => payload.answer })
}
