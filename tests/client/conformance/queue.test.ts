import { beforeAll, describe, expect, test } from 'vitest'
import {
  LeaseLost,
  LeaseToken,
  observerClient,
  operatorClient,
  producerClient,
  UnknownJobType,
  workerClient,
} from '../../../generated/index.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { ways } from './transports.ts'

// Several people see each other's work only once it is committed.
const committing = ways.filter(({ name }) => !name.includes('within a transaction'))

describe.each(committing)('the deployed queue over $name', (way) => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await freshDatabase()
  })

  const clients = async () => ({
    producer: producerClient(await way.open(database, 'headgate_producer')),
    worker: workerClient(await way.open(database, 'headgate_worker')),
    operator: operatorClient(await way.open(database, 'headgate_operator')),
    observer: observerClient(await way.open(database, 'headgate_observer')),
  })

  test('carries a job from enqueue to completion', async () => {
    const { producer, worker, observer } = await clients()
    const payload = { text: 'ünïcode', list: [1, null] }
    const { jobId, created, outcome } = await producer.enqueueJob({ jobType: 'plain', payload, priority: 3 })
    expect({ created, outcome }).toEqual({ created: true, outcome: 'accepted' })
    const [job] = await worker.claimJobs({ worker: 'w1', jobTypes: ['plain'], limit: 5 })
    expect(job).toMatchObject({
      jobId,
      jobType: 'plain',
      attempt: 1,
      payload,
      leaseExpiresAt: expect.any(Date),
    })
    const leaseToken = job?.leaseToken ?? LeaseToken.parse('')
    expect(await worker.heartbeatJobs({ leaseToken })).toMatchObject({ jobIds: [jobId] })
    const done = await worker.completeJob({ jobId, leaseToken, result: { ok: true }, actualTokens: 0 })
    expect(done).toMatchObject({ jobId, state: 'completed', finishedAt: expect.any(Date) })
    expect(await observer.getJob({ jobId })).toMatchObject({
      state: 'completed',
      priority: 3,
      result: { ok: true },
    })
  })

  test('tells a lost lease and an unknown job type by type', async () => {
    const { producer, worker } = await clients()
    const { jobId } = await producer.enqueueJob({ jobType: 'plain' })
    const leaseToken = LeaseToken.parse('00000000-0000-4000-8000-000000000000')
    await expect(worker.completeJob({ jobId, leaseToken })).rejects.toBeInstanceOf(LeaseLost)
    await expect(producer.enqueueJob({ jobType: 'no such' })).rejects.toBeInstanceOf(UnknownJobType)
    await expect(producer.enqueueJob({ jobType: 'no such' })).rejects.toMatchObject({
      hint: expect.stringMatching(/\w/),
    })
  })

  test('takes and gives back capacity', async () => {
    const { worker } = await clients()
    const endpoint = { provider: 'test', endpoint: 'limited' }
    const grant = await worker.acquireApiCapacity({ ...endpoint, tokens: 100 })
    expect(grant).toMatchObject({ granted: true, blockedBy: null, reservationId: expect.any(BigInt) })
    if (grant.reservationId === null) return expect.fail('a grant has a reservation')
    const { reservationId } = grant
    const settled = await worker.releaseApiCapacity({ reservationId, actualTokens: 40 })
    expect(settled).toMatchObject({ outcome: 'settled', chargedTokens: 40n })
    const denied = await worker.acquireApiCapacity({ ...endpoint, tokens: 10_000 })
    expect(denied).toMatchObject({ granted: false, blockedBy: 'tokens', retryAt: expect.any(Date) })
  })

  test('lets operators operate', async () => {
    const { producer, operator } = await clients()
    expect(await operator.pauseJobType({ jobType: 'plain', reason: 'tests' })).toMatchObject({ paused: true })
    expect(await operator.resumeJobType({ jobType: 'plain' })).toMatchObject({ paused: false })
    expect(await operator.tick()).toMatchObject({ promoted: 0, reclaimed: 0 })
    const { jobId } = await producer.enqueueJob({ jobType: 'plain' })
    expect(await operator.cancelJob({ jobId })).toMatchObject({ jobId, state: 'cancelled' })
  })
})
