// An application of the packed package: compiled by old and new compilers, run by each Node. It touches every entry point.
import { attempt, isRetryable, JobId, operatorClient, type ProducerClient, producerClient } from 'headgate'
import { defineJobs } from 'headgate/jobs'
import { inTransaction, openPool } from 'headgate/node'
import { pgTransport } from 'headgate/pg'
import { postgrestTransport } from 'headgate/postgrest'
import { createDouble, createTestQueue } from 'headgate/testing'
import { createWorker, Fatal, type WorkerEvent } from 'headgate/worker'
import * as z from 'zod'

const jobs = defineJobs({ ask: z.object({ question: z.string() }) })

const double = createDouble()
const accepted = await jobs
  .producer(double.transport)
  .enqueueJob({ jobType: 'ask', payload: { question: 'Why?' } })
const id: bigint = accepted.jobId

const queue = await createTestQueue({ jobTypes: ['ask'], now: new Date('2030-01-01T00:00:00Z') })
await queue.producer.enqueueJob({ jobType: 'ask', payload: { question: 'Why?' } })
const { completed } = await queue.drain(jobs.handlers({ ask: async ({ payload }) => payload.question }))
const refused = await attempt(queue.observer.getJob({ jobId: JobId.parse(404n) }))
await queue.close()

const pool = openPool({ host: '127.0.0.1', port: 1, max: 1 })
const lost = await attempt(producerClient(pgTransport(pool)).enqueueJob({ jobType: 'ask' }))
await pool.end()

const nowhere = postgrestTransport({ url: 'http://127.0.0.1:1' })
const unreached = await attempt(operatorClient(nowhere).tick())

const events: WorkerEvent[] = []
const worker = createWorker({
  database: double.transport,
  handlers: jobs.handlers({
    ask: async () => {
      throw new Fatal('no')
    },
  }),
  onEvent: (event) => events.push(event),
})
await worker.drain()

console.log(
  JSON.stringify({
    id: String(id),
    completed: completed.map(({ payload }) => payload),
    refused: refused.ok ? 'found' : refused.error.code,
    lost: lost.ok ? 'sent' : [lost.error.code, isRetryable(lost.error)],
    unreached: unreached.ok ? 'sent' : unreached.error.code,
    worker: events.map(({ type }) => type),
    transaction: typeof inTransaction,
  }),
)

/** Never called: what the declarations forbid, or they have become `any`. */
export async function forbidden(producer: ProducerClient): Promise<void> {
  // @ts-expect-error: a number is no job type
  await producer.enqueueJob({ jobType: 7 })
  // @ts-expect-error: a producer may not claim
  await producer.claimJobs({ worker: 'w', jobTypes: ['ask'] })
  // @ts-expect-error: the payload lacks its question
  await jobs.producer(double.transport).enqueueJob({ jobType: 'ask', payload: {} })
  // @ts-expect-error: any bigint is not the id of a job
  await producer.getJob({ jobId: 7n })
  // @ts-expect-error: no such event
  events.push({ type: 'vanished' })
}
