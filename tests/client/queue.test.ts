import { beforeAll, describe, expect, test } from 'vitest'
import { pgTransport } from '../../client/pg.ts'
import type { FunctionSpec } from '../../client/transport.ts'
import * as headgate from '../../generated/index.ts'
import { attempt, JobId, type ObserverClient, observerClient, producerClient } from '../../generated/index.ts'
import { freshDatabase, poolAsRole, type TestDatabase } from '../support/database.ts'

describe('the generated client on the deployed queue', () => {
  let database: TestDatabase
  let observer: ObserverClient

  beforeAll(async () => {
    database = await freshDatabase()
    observer = observerClient(pgTransport(poolAsRole(database, 'headgate_observer', 2)))
  })

  test('makes a job part of the caller’s transaction', async () => {
    const client = await poolAsRole(database, 'headgate_producer', 1).connect()
    await client.query('begin')
    const { jobId } = await producerClient(pgTransport(client)).enqueueJob({ jobType: 'plain' })
    await client.query('rollback')
    client.release()
    expect(await attempt(observer.getJob({ jobId }))).toMatchObject({
      ok: false,
      error: { code: 'unknown_job' },
    })
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
