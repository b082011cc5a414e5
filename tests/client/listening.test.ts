import { EventEmitter } from 'node:events'
import pg from 'pg'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { ConnectionLost, TransportFailed } from '../../client/errors.ts'
import { pgTransport } from '../../client/pg.ts'
import type { Transport } from '../../client/transport.ts'
import { connect, emptyDatabase, openPool, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'

/** What was heard, and whether the connection was lost. */
function ear() {
  const heard: string[] = []
  const onLost = vi.fn<() => void>()
  const listen = async (transport: Transport) => {
    if (!transport.listen) throw new Error('it cannot listen')
    return await transport.listen('headgate', (payload) => heard.push(payload), onLost)
  }
  return { heard, onLost, listen }
}

describe('a pool that listens', () => {
  let db: TestDatabase

  beforeAll(async () => {
    db = await emptyDatabase()
  })

  const poolOf = (max: number) => openPool({ connectionString: db.connectionString, max })

  const say = (channel: string, payload: string) =>
    db.pool.query('select pg_notify($1, $2)', [channel, payload])

  async function listeners(): Promise<number[]> {
    const { rows } = await db.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and query = 'listen "headgate"'`,
    )
    return rows.map(({ pid }) => pid)
  }

  test('hears its channel, and no other, until it is told to stop', async () => {
    const pool = poolOf(2)
    pool.on('connect', (client) => void client.query('listen other'))
    const { heard, onLost, listen } = ear()
    const stop = await listen(pgTransport(pool))
    await say('other', 'no')
    await say('headgate', 'yes')
    await eventually(() => heard.length > 0)
    expect(heard).toEqual(['yes'])
    stop()
    stop()
    await expect.poll(listeners).toEqual([])
    expect(pool.totalCount).toBe(0)
    expect(onLost).not.toHaveBeenCalled()
  })

  test('tells once when the server cuts the connection, and gives it up', async () => {
    const pool = poolOf(2)
    const { onLost, listen } = ear()
    const stop = await listen(pgTransport(pool))
    await db.pool.query('select pg_terminate_backend($1)', await listeners())
    await eventually(() => onLost.mock.calls.length > 0)
    stop()
    expect(pool.totalCount).toBe(0)
    await pool.end()
    expect(onLost).toHaveBeenCalledOnce()
  })

  test('leaves a pool of one connection to its calls, and a client to its owner', async () => {
    expect(pgTransport(poolOf(1)).listen).toBeUndefined()
    expect(pgTransport(await connect(db)).listen).toBeUndefined()
    const client = await poolOf(2).connect()
    expect(pgTransport(client).listen).toBeUndefined()
    client.release()
  })

  test('may be another than that of the calls', async () => {
    const calls = poolOf(1)
    const listenPool = poolOf(1)
    const stop = await ear().listen(pgTransport(calls, { listenPool }))
    expect([calls.totalCount, listenPool.totalCount]).toEqual([0, 1])
    stop()
  })

  test('that finds no server has lost its connection', async () => {
    const nowhere = new pg.Pool({ host: '127.0.0.1', port: 1, max: 2 })
    await expect(ear().listen(pgTransport(nowhere))).rejects.toBeInstanceOf(ConnectionLost)
  })
})

describe('a connection that listens', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  /** A pool whose one connection answers as told. */
  function fakePool(answer: (query: unknown) => Promise<{ rows: unknown[] }>, processID = 7) {
    const query = vi.fn(answer)
    const release = vi.fn<(destroy: boolean) => void>()
    const client = Object.assign(new EventEmitter(), { query, release, processID })
    return { query, release, client, connect: async () => client, totalCount: 0, options: { max: 2 } }
  }

  const direct = async () => ({ rows: [{ pid: 7 }] })
  const silent = () => new Promise<never>(() => {})

  test('behind a pooler hears nothing: it says so instead of listening', async () => {
    const pool = fakePool(direct, 8)
    const refused = await ear()
      .listen(pgTransport(pool))
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(TransportFailed)
    expect(refused).toMatchObject({ retryable: false, hint: expect.stringContaining('listenPool') })
    expect(pool.query.mock.calls.flat().join()).not.toContain('listen')
    expect(pool.release).toHaveBeenCalledExactlyOnceWith(true)
  })

  test('behind a pooler that somebody vouches for does listen', async () => {
    const listenPool = fakePool(direct, 8)
    const stop = await ear().listen(pgTransport(fakePool(silent), { listenPool }))
    stop()
    expect(listenPool.query).toHaveBeenCalledWith('listen "headgate"')
  })

  test.each([
    ['25006', ConnectionLost],
    ['53300', ConnectionLost],
    ['57P01', ConnectionLost],
    ['0A000', TransportFailed],
  ])('that the server refuses with %s is a %o', async (code, kind) => {
    const refusal = Object.assign(new Error('no'), { severity: 'ERROR', code })
    const pool = fakePool(async (query) => {
      if (query === 'listen "headgate"') throw refusal
      return await direct()
    })
    await expect(ear().listen(pgTransport(pool))).rejects.toBeInstanceOf(kind)
    expect(pool.release).toHaveBeenCalledExactlyOnceWith(true)
  })

  test('is asked now and then, and lost once it does not answer', async () => {
    vi.useFakeTimers()
    const pool = fakePool(direct)
    const { onLost, listen } = ear()
    await listen(pgTransport(pool))
    await vi.advanceTimersByTimeAsync(100_000)
    expect(onLost).not.toHaveBeenCalled()
    pool.query.mockImplementation(silent)
    await vi.advanceTimersByTimeAsync(40_000)
    expect(onLost).toHaveBeenCalledOnce()
    expect(pool.release).toHaveBeenCalledExactlyOnceWith(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that never answers the first question is lost', async () => {
    vi.useFakeTimers()
    const pool = fakePool(silent)
    const lost = expect(ear().listen(pgTransport(pool))).rejects.toBeInstanceOf(ConnectionLost)
    await vi.advanceTimersByTimeAsync(10_000)
    await lost
    expect(pool.release).toHaveBeenCalledExactlyOnceWith(true)
  })
})
