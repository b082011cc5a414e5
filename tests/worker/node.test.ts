import { afterEach, describe, expect, test, vi } from 'vitest'
import { inTransaction, openPool } from '../../client/node-pool.ts'
import { drainOnSignals } from '../../client/node-signals.ts'
import type { Worker } from '../../client/worker.ts'
import { freshDatabase } from '../support/database.ts'
import { becomes, createGate } from './support.ts'

describe('a signal', () => {
  let takeAway = () => {}

  afterEach(() => takeAway())

  function listening() {
    const drained = createGate()
    const calls: string[] = []
    const report = { finished: 0, handedBack: 0, lost: 0 }
    const worker: Worker = {
      name: 'w',
      held: [],
      run: async () => report,
      drain: async (how) => {
        calls.push(`drain ${how?.timeoutMs}`)
        await drained.opened
        return report
      },
      stop: async () => {
        calls.push('stop')
        drained.open()
        return report
      },
      wake: () => {},
    }
    takeAway = drainOnSignals(worker, {
      signals: ['SIGUSR2'],
      timeoutMs: 5,
      release: () => void calls.push('release'),
      exit: (code) => void calls.push(`exit ${code}`),
    })
    return { calls, drained }
  }

  test('drains, releases and ends the process well', async () => {
    const { calls, drained } = listening()
    process.emit('SIGUSR2')
    await becomes(() => calls, ['drain 5'])
    drained.open()
    await becomes(() => calls, ['drain 5', 'release', 'exit 0'])
  })

  test('that comes twice stops at once', async () => {
    vi.useFakeTimers()
    const { calls } = listening()
    process.emit('SIGUSR2')
    process.emit('SIGUSR2')
    await vi.advanceTimersByTimeAsync(0)
    expect(calls).toEqual(['drain 5', 'stop', 'release', 'exit 0'])
    vi.useRealTimers()
  })
})

describe('a pool', () => {
  const cut = (pid: unknown) => `select pg_terminate_backend(${Number(pid)})`

  test('outlives connections that are cut, idle or checked out', async () => {
    const db = await freshDatabase()
    const told: Error[] = []
    const { connectionString } = db
    const pool = openPool({ connectionString, max: 2, onConnectionError: (error) => told.push(error) })
    const [one, other] = [await pool.connect(), await pool.connect()]
    const pids = [one, other].map((client) => 'processID' in client && client.processID)
    other.release()
    for (const pid of pids) await db.pool.query(cut(pid))
    await becomes(() => told.length, 1)
    await expect(one.query('select 1')).rejects.toThrow()
    one.release(true)
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await pool.end()
  })

  test('gives nobody a connection with a transaction left open', async () => {
    const db = await freshDatabase()
    const pool = openPool({ connectionString: db.connectionString, max: 1 })
    await pool.query('create table kept (n integer)')
    await inTransaction(pool, (client) => client.query('insert into kept values (1)'))
    const failing = inTransaction(pool, async (client) => {
      await client.query('insert into kept values (2)')
      await client.query('select 1 / 0')
    })
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    const cutOff = inTransaction(pool, async (client) => {
      await client.query('insert into kept values (3)')
      await db.pool.query(cut('processID' in client && client.processID))
      await client.query('insert into kept values (4)')
    })
    await expect(cutOff).rejects.toThrow()
    expect((await pool.query('select n from kept')).rows).toEqual([{ n: 1 }])
    await pool.end()
  })
})
