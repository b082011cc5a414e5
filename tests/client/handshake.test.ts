import type pg from 'pg'
import { beforeEach, describe, expect, test } from 'vitest'
import { pgTransport } from '../../client/pg.ts'
import type { Transport } from '../../client/transport.ts'
import {
  ContractMismatch,
  enqueueJob,
  fingerprints,
  isRetryable,
  peekApiCapacity,
  producerClient,
} from '../../generated/index.ts'
import { caught } from '../support/caught.ts'
import { asRole, connect, emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.ts'

import { ways } from './conformance/transports.ts'

const job = { jobType: 'plain' }

describe('the first call to a database', () => {
  let db: TestDatabase

  beforeEach(async () => {
    db = await freshDatabase()
  })

  /** What `get_contract` answers from now on: its own rows, changed. */
  async function pretend(sql: string): Promise<void> {
    await db.pool.query(`alter function headgate.get_contract rename to real_contract`)
    await db.pool.query(
      `create function headgate.get_contract() returns table (function_name text, fingerprint text) language sql as $$ ${sql} $$`,
    )
  }

  /** A transport that writes down which functions it called. */
  function spying(queryable: pg.Pool | pg.Client): {
    readonly transport: Transport
    readonly calls: string[]
  } {
    const calls: string[] = []
    const inner = pgTransport(queryable)
    return {
      calls,
      transport: {
        ...inner,
        call(call) {
          calls.push(call.function.name)
          return inner.call(call)
        },
      },
    }
  }

  test('asks for the contract, once for all calls that are made at the same time and after', async () => {
    const { transport, calls } = spying(db.pool)
    await Promise.all([enqueueJob(transport, job), enqueueJob(transport, job)])
    await enqueueJob(transport, job)
    expect(calls).toEqual(['get_contract', 'enqueue_job', 'enqueue_job', 'enqueue_job'])
    const other = spying(db.pool)
    await enqueueJob(other.transport, job)
    expect(other.calls).toEqual(['enqueue_job'])
  })

  test('is refused when functions differ or are missing, and names each', async () => {
    await pretend(`select function_name::text, case function_name when 'enqueue_job' then 'other' else fingerprint end
      from headgate.real_contract() where function_name <> 'tick'`)
    const { transport, calls } = spying(db.pool)
    const error = await caught(enqueueJob(transport, job))
    expect(error).toBeInstanceOf(ContractMismatch)
    expect(error).toMatchObject({
      code: 'contract_mismatch',
      functions: ['enqueue_job', 'tick'],
      function: 'enqueue_job',
      message: expect.stringContaining('headgate.enqueue_job, headgate.tick are not'),
      hint: expect.stringContaining('Deploy the version'),
    })
    expect(isRetryable(error)).toBe(false)
    expect(calls).toEqual(['get_contract'])
    const { rowCount } = await db.pool.query('select from headgate.job_queue')
    expect(rowCount).toBe(0)
  })

  test('passes functions that the client does not know, and those it knows from an earlier release', async () => {
    await pretend(`select function_name::text, fingerprint::text from headgate.real_contract()
      union all values ('sing', 'x'), ('enqueue_job', 'newer')`)
    expect(await enqueueJob(pgTransport(db.pool), job)).toMatchObject({ created: true })
  })

  test('asks again after a mismatch, and goes on when the right version is there', async () => {
    await pretend(`select 'enqueue_job'::text, 'other'::text`)
    const transport = pgTransport(db.pool)
    const error = await caught(enqueueJob(transport, job))
    expect(error).toMatchObject({ functions: Object.keys(fingerprints) })
    await db.pool.query(
      `drop function headgate.get_contract; alter function headgate.real_contract rename to get_contract`,
    )
    expect(await enqueueJob(transport, job)).toMatchObject({ created: true })
  })

  test('that finds no Headgate is a mismatch', async () => {
    const empty = await emptyDatabase()
    const error = await caught(enqueueJob(pgTransport(empty.pool), job))
    expect(error).toMatchObject({ code: 'contract_mismatch', sqlstate: '3F000', functions: [] })
  })

  test('by somebody who may call nothing names the function that he wanted', async () => {
    const stranger = await asRole(db, 'headgate_test_stranger')
    const error = await caught(enqueueJob(pgTransport(stranger), job))
    expect(error).toMatchObject({ code: 'not_permitted', function: 'enqueue_job' })
  })

  test('does not depend on the search_path', async () => {
    const client = await connect(db)
    await client.query(
      `create schema shadow; create domain shadow.int4 as text; set search_path = shadow, headgate_private`,
    )
    expect(await enqueueJob(pgTransport(client), { ...job, priority: 3 })).toMatchObject({ created: true })
  })

  test('is part of the transaction that it is made in', async () => {
    const client = await asRole(db, 'headgate_producer')
    await client.query('begin')
    await producerClient(pgTransport(client)).enqueueJob(job)
    await client.query('rollback')
    expect((await db.pool.query('select from headgate.job_queue')).rowCount).toBe(0)
  })

  test('may be long past when the database is changed: the call that fails on it names what differs', async () => {
    const transport = pgTransport(db.pool)
    await enqueueJob(transport, job)
    await pretend(
      `select function_name::text, fingerprint::text from headgate.real_contract() where function_name <> 'peek_api_capacity'`,
    )
    await db.pool.query('drop function headgate.peek_api_capacity')
    const error = await caught(peekApiCapacity(transport, { provider: 'p', endpoint: 'e' }))
    expect(error).toMatchObject({ code: 'contract_mismatch', functions: ['peek_api_capacity'] })
  })

  test('is not held up by a connection that broke on the way', async () => {
    const client = await connect(db)
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    await db.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    const broken = pgTransport(client)
    expect(await caught(enqueueJob(broken, job))).toMatchObject({ code: 'connection_lost' })
    expect(await enqueueJob(pgTransport(db.pool), job)).toMatchObject({ created: true })
  })

  test.for(ways.map((way) => [way.name, way] as const))('is made over %s, too', async ([, way]) => {
    const transport = await way.open(db)
    if (transport.database === undefined) return
    await pretend(`select 'enqueue_job'::text, 'other'::text`)
    const error = await caught(enqueueJob(transport, job))
    expect(error).toMatchObject({ code: 'contract_mismatch', functions: Object.keys(fingerprints) })
  })
})
