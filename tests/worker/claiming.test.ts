import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PgQueryable } from '../../client/pg.ts'
import {
  becomes,
  createGate,
  enqueue,
  enqueueMany,
  type Gate,
  openSite,
  type Running,
  type Site,
  start,
} from './support.ts'

describe('a worker claims', () => {
  let site: Site
  let crew: Running[]
  let gate: Gate

  beforeEach(async () => {
    site = await openSite()
    crew = []
    gate = createGate()
  })

  afterEach(async () => {
    gate.open()
    await Promise.all(crew.map(({ worker }) => worker.stop()))
  })

  function work(options: Parameters<typeof start>[0]): Running {
    const running = start(options)
    crew.push(running)
    return running
  }

  /** A pool that counts calls of an SQL function. */
  function counting(name: string): { readonly pool: PgQueryable; readonly calls: () => number } {
    const pool = site.pool()
    let calls = 0
    const counted: PgQueryable = {
      query(query) {
        if (query.text.includes(`"${name}"`)) calls += 1
        return pool.query(query)
      },
    }
    return { pool: counted, calls: () => calls }
  }

  test('no more than it has free handlers for', async () => {
    await enqueueMany(site, 30)
    let active = 0
    const overbooked: number[] = []
    const gates: Gate[] = []
    const running = work({
      database: site.pool(),
      concurrency: 4,
      onEvent(event) {
        if (event.type === 'claimed' && active + event.jobs.length > 4) overbooked.push(event.jobs.length)
      },
      handlers: {
        plain: async () => {
          active += 1
          const own = createGate()
          gates.push(own)
          await own.opened
          active -= 1
        },
      },
    })
    for (let ended = 0; ended < 30; ended++) {
      await becomes(() => gates.length, Math.min(ended + 4, 30))
      gates[ended]?.open()
    }
    await becomes(() => running.all('completed').length, 30)
    expect(overbooked).toEqual([])
    expect(running.worker.held).toEqual([])
  })

  test('a job at once when woken', async () => {
    const running = work({
      database: site.pool(),
      listen: false,
      pollIntervalMs: 60_000,
      handlers: { plain: async () => {} },
    })
    await running.heard('completed', await wakeFor())
    // By now it waits, unless woken, for a quarter of the time since.
    await running.heard('completed', await wakeFor())

    async function wakeFor() {
      const jobId = await enqueue(site)
      running.worker.wake()
      return jobId
    }
  })

  test('a limited lane to its end without hammering: a few calls a job, though it is blocked most of the time', async () => {
    const [limit, windowSeconds, jobs] = [120, 3, 360]
    await site.operator.setApiRateLimit({
      provider: 'test',
      endpoint: 'limited',
      requestLimit: limit,
      tokenLimit: -1,
      concurrencyLimit: -1,
      windowSeconds,
      skewAllowanceSeconds: 0,
    })
    await enqueueMany(site, jobs, 'limited')
    const claims = counting('claim_jobs')
    const peeks = counting('peek_api_capacity')
    const database: PgQueryable = {
      query: (query) => (query.text.includes('peek') ? peeks.pool : claims.pool).query(query),
    }
    let started = 0
    const handlers = {
      limited: async () => {
        started += 1
      },
    }
    const options = { database, concurrency: 20, pollIntervalMs: 500, handlers }
    work(options)
    work(options)
    await becomes(() => started, jobs)
    expect(claims.calls() + peeks.calls()).toBeLessThan(3 * jobs)
  })
})
