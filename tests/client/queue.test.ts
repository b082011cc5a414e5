import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { pgTransport } from '../../client/pg.ts'
import type { FunctionSpec } from '../../client/transport.ts'
import * as headgate from '../../generated/index.ts'
import {
  attempt,
  JobId,
  LeaseLost,
  LeaseToken,
  type ObserverClient,
  type OperatorClient,
  observerClient,
  operatorClient,
  type ProducerClient,
  producerClient,
  UnknownJobType,
  type WorkerClient,
  workerClient,
} from '../../generated/index.ts'
import { freshDatabase, poolAsRole, type TestDatabase } from '../support/database.ts'

describe('the generated client on the deployed queue', () => {
  let database: TestDatabase
  let pools: Record<'producer' | 'worker' | 'operator' | 'observer', pg.Pool>
  let producer: ProducerClient
  let worker: WorkerClient
  let operator: OperatorClient
  let observer: ObserverClient

  beforeAll(async () => {
    database = await freshDatabase()
    pools = {
      producer: poolAsRole(database, 'headgate_producer', 2),
      worker: poolAsRole(database, 'headgate_worker', 2),
      operator: poolAsRole(database, 'headgate_operator', 2),
      observer: poolAsRole(database, 'headgate_observer', 2),
    }
    producer = producerClient(pgTransport(pools.producer))
    worker = workerClient(pgTransport(pools.worker))
    operator = operatorClient(pgTransport(pools.operator))
    observer = observerClient(pgTransport(pools.observer))
  })

  test('carries a job from enqueue to completion', async () => {
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

  test('makes a job part of the caller’s transaction', async () => {
    const client = await pools.producer.connect()
    await client.query('begin')
    const { jobId } = await producerClient(pgTransport(client)).enqueueJob({ jobType: 'plain' })
    await client.query('rollback')
    client.release()
    expect(await attempt(observer.getJob({ jobId }))).toMatchObject({
      ok: false,
      error: { code: 'unknown_job' },
    })
  })

  test('tells a lost lease and an unknown job type by type', async () => {
    const { jobId } = await producer.enqueueJob({ jobType: 'plain' })
    const leaseToken = LeaseToken.parse('00000000-0000-4000-8000-000000000000')
    await expect(worker.completeJob({ jobId, leaseToken })).rejects.toBeInstanceOf(LeaseLost)
    await expect(producer.enqueueJob({ jobType: 'no such' })).rejects.toBeInstanceOf(UnknownJobType)
    await expect(producer.enqueueJob({ jobType: 'no such' })).rejects.toMatchObject({
      hint: expect.stringMatching(/\w/),
    })
  })

  test('takes and gives back capacity', async () => {
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
    expect(await operator.pauseJobType({ jobType: 'plain', reason: 'tests' })).toMatchObject({ paused: true })
    expect(await operator.resumeJobType({ jobType: 'plain' })).toMatchObject({ paused: false })
    expect(await operator.tick()).toMatchObject({ promoted: 0, reclaimed: 0 })
    const { jobId } = await producer.enqueueJob({ jobType: 'plain' })
    expect(await operator.cancelJob({ jobId })).toMatchObject({ jobId, state: 'cancelled' })
  })

  test('knows the roles of each function as the database does', async () => {
    const specs = Object.values(headgate).filter(isSpec)
    expect(specs.length).toBeGreaterThanOrEqual(25)
    for (const spec of specs) {
      const { rows } = await database.pool.query<{ roles: string[] }>(
        `select array(
           select r.rolname::text from pg_roles r
           where r.rolname like 'headgate\\_%' and r.rolname = any ($2)
             and has_function_privilege(r.oid, p.oid, 'execute') order by 1
         ) as roles from pg_proc p where p.pronamespace = 'headgate'::regnamespace and p.proname = $1`,
        [spec.name, ['headgate_producer', 'headgate_worker', 'headgate_operator', 'headgate_observer']],
      )
      expect(rows, spec.name).toEqual([{ roles: spec.roles }])
    }
  })

  test('refuses an id of the wrong kind before it is sent', async () => {
    expect(() => JobId.parse('7')).toThrow()
    const notAnId: unknown = 7
    await expect(observer.getJob({ jobId: notAnId as JobId })).rejects.toMatchObject({
      code: 'invalid_arguments',
    })
  })
})

function isSpec(value: unknown): value is FunctionSpec {
  return typeof value === 'object' && value !== null && 'parameters' in value && 'columns' in value
}
