import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { pgTransport } from '../../client/pg.ts'
import { type Fixture, openFixture } from '../codegen/fixture.ts'
import {
  ConnectionLost,
  countParcels,
  InvalidArguments,
  leak,
  type SendParcelArgs,
  sendParcel,
  TransportFailed,
} from '../codegen/golden/index.ts'
import { caught } from '../support/caught.ts'
import { connect } from '../support/database.ts'

describe('calls over pg', () => {
  let fixture: Fixture

  beforeAll(async () => {
    fixture = await openFixture()
  })

  test('refuse arguments before anything is sent, naming the path and never the value', async () => {
    const nowhere = pgTransport({ query: () => expect.fail('it was sent') })
    const bad: unknown = { to: 7, labels: ['fine', 'secret\0'], colour: 'red' }
    const error = await caught(sendParcel(nowhere, bad as SendParcelArgs))
    expect(error).toBeInstanceOf(InvalidArguments)
    expect(error).toMatchObject({ code: 'invalid_arguments', function: 'send_parcel', retryable: false })
    const paths = (error as InvalidArguments).issues.map(({ path }) => path)
    expect(paths).toEqual(['to', 'labels[1]', 'arguments'])
    expect(String(error)).not.toContain('secret')
  })

  test('refuse a timestamp that a Date cannot hold, and one of another DateStyle', async () => {
    const client = await connect(fixture.database)
    await client.query(`set datestyle = 'german'`)
    const error = await caught(sendParcel(pgTransport(client), { to: 'Ada', at: new Date(0) }))
    expect(error).toMatchObject({ code: 'invalid_result', issues: [{ path: 'at' }] })
  })

  test('read timestamps right in any time zone', async () => {
    const client = await connect(fixture.database)
    for (const zone of ['Asia/Kathmandu', 'America/St_Johns', 'Europe/Amsterdam']) {
      await client.query(`set time zone '${zone}'`)
      for (const at of [new Date('1890-05-05T05:05:05.005Z'), new Date('2031-07-01T00:00:00Z')]) {
        expect(await sendParcel(pgTransport(client), { to: 'Ada', at })).toMatchObject({ at })
      }
    }
  })

  test('that the server cuts off are a lost connection', async () => {
    const client = await connect(fixture.database)
    await client.query(`create or replace function pg_temp.die() returns void language sql
      as $$ select pg_terminate_backend(pg_backend_pid()) $$`)
    await client.query('select pg_temp.die()').catch(() => {})
    const cut = await caught(leak(pgTransport(client)))
    expect(cut).toBeInstanceOf(ConnectionLost)
    expect(cut).toMatchObject({ code: 'connection_lost', retryable: true, function: 'leak' })
  })

  test('cut off while the server works on them are a lost connection', async () => {
    const client = await connect(fixture.database)
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const locker = await connect(fixture.database)
    await locker.query('begin; lock table headgate_private.ledger')
    const call = caught(sendParcel(pgTransport(client), { to: 'Ada' }))
    await fixture.database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    expect(await call).toBeInstanceOf(ConnectionLost)
    await locker.query('rollback')
  })

  test('over a pool that has ended are the program’s own fault', async () => {
    const pool = new pg.Pool({ connectionString: fixture.database.connectionString })
    await pool.end()
    expect(await caught(leak(pgTransport(pool)))).toBeInstanceOf(TransportFailed)
  })

  test('belong to the transaction of the client they are given', async () => {
    const client = await connect(fixture.database)
    const entries = async () =>
      (await fixture.database.pool.query(`select from headgate_private.ledger where entry = 'within'`))
        .rowCount
    await client.query('begin')
    await sendParcel(pgTransport(client), { to: 'within' })
    await client.query('rollback')
    expect(await entries()).toBe(0)
    await client.query('begin')
    await sendParcel(pgTransport(client), { to: 'within' })
    await client.query('commit')
    expect(await entries()).toBe(1)
  })

  test('can be prepared, with every set of arguments a statement of its own', async () => {
    const client = await connect(fixture.database)
    const prepared = pgTransport(client, { prepare: true })
    for (let i = 0; i < 3; i++) {
      expect(await countParcels(prepared, { from: i })).toEqual({ total: BigInt(i + 1) })
      expect(await countParcels(prepared, { from: i, to: 0 })).toEqual({ total: BigInt(i) })
    }
    const { rows } = await client.query(
      `select name from pg_prepared_statements where name like 'hg_count_parcels%'`,
    )
    expect(rows).toHaveLength(2)
  })

  test('leave the parsers of the driver as they are', async () => {
    const client = await connect(fixture.database)
    await countParcels(pgTransport(client), { from: 1 })
    const { rows } = await client.query('select 1::int8 as big, 1 as small')
    expect(rows).toEqual([{ big: '1', small: 1 }])
  })

  test('are refused when the driver does not keep to the query it was given', async () => {
    const objects = pgTransport({ query: async () => ({ rows: [{ leaked: 'x', other: 1 }] }) })
    expect(await caught(leak(objects))).toMatchObject({ code: 'transport_failed' })
    const two = pgTransport({
      query: async () => ({
        rows: [
          ['a', '1'],
          ['b', '2'],
        ],
      }),
    })
    expect(await caught(leak(two))).toMatchObject({ code: 'invalid_result' })
  })
})
