import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PgQueryable } from '../../client/pg.ts'
import {
  becomes,
  createGate,
  enqueue,
  type Gate,
  openSite,
  type Running,
  type Site,
  start,
} from './support.ts'

const withoutListening = (pool: PgQueryable): PgQueryable => ({ query: (query) => pool.query(query) })

/** No timer runs but those that a test lets run: what happens meanwhile was not polled for. */
const timers = {
  toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
} as const

describe('an idle worker', () => {
  let site: Site
  let running: Running
  let started: Gate

  beforeEach(async () => {
    site = await openSite()
    started = createGate()
    vi.useFakeTimers({ toFake: [...timers.toFake] })
  })

  afterEach(async () => {
    vi.setTimerTickMode('nextTimerAsync')
    await running.worker.stop()
    vi.useRealTimers()
  })

  function work(options: Partial<Parameters<typeof start>[0]> = {}): void {
    const handlers = { plain: async () => started.open() }
    running = start({ database: site.pool(), handlers, pollIntervalMs: 60_000, ...options })
  }

  const figure = async (sql: string) => (await site.db.pool.query<{ n: number }>(sql)).rows[0]?.n
  const asked = () =>
    figure(`select count(*)::integer as n from (
      select told_by from headgate_private.wake_mark order by mark_id desc limit 1
    ) newest where told_by is null`)
  const listening = () =>
    figure(`select count(*)::integer as n from pg_stat_activity
      where datname = current_database() and query like 'listen %'`)

  const cut = () =>
    site.db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query like 'listen %'`,
    )

  test('starts a job at once, without polling', async () => {
    work()
    await becomes(asked, 1)
    await enqueue(site)
    await started.opened
  })

  test('whose listening connection is cut listens again and starts a job at once', async () => {
    work()
    await becomes(asked, 1)
    await cut()
    await becomes(listening, 0)
    await vi.advanceTimersByTimeAsync(100)
    await becomes(listening, 1)
    await enqueue(site)
    await started.opened
  })

  test('misses nothing that was announced while its listening connection was away', async () => {
    work()
    await becomes(asked, 1)
    await cut()
    await becomes(listening, 0)
    await enqueue(site)
    expect(await asked()).toBe(0)
    await vi.advanceTimersByTimeAsync(100)
    await started.opened
  })

  test('has not ended while it may yet be given a connection to listen on', async () => {
    const opened = createGate()
    const stop = vi.fn<() => void>()
    const listen = () => opened.opened.then(() => stop)
    let hasEnded = false
    work({ database: { call: async () => [], listen } })
    void running.run.then(() => (hasEnded = true))
    vi.setTimerTickMode('nextTimerAsync')
    await running.worker.drain({ timeoutMs: 0 })
    expect(hasEnded).toBe(false)
    opened.open()
    await running.run
    expect(stop).toHaveBeenCalledOnce()
  })

  test('gives its listening connection back when it drains', async () => {
    const database = site.pool(2)
    work({ database })
    await becomes(asked, 1)
    await running.worker.drain()
    await running.run
    await becomes(listening, 0)
    await database.end()
  })

  test.each([
    ['over a pool of one connection', () => ({ database: site.pool(1) })],
    ['that shall not listen', () => ({ database: site.pool(), listen: false })],
    ['over a transport that cannot', () => ({ database: withoutListening(site.pool()) })],
  ])('%s polls', async (_, options) => {
    work(options())
    vi.setTimerTickMode('nextTimerAsync')
    for (let jobs = 1; jobs <= 3; jobs++) {
      await enqueue(site)
      await becomes(() => running.all('started').length, jobs)
    }
    expect(await listening()).toBe(0)
    expect(await asked()).toBe(0)
  })
})
