import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { PgQueryable } from '../../client/pg.ts'
import {
  becomes,
  createGate,
  enqueue,
  enqueueMany,
  jobOf,
  openSite,
  type Running,
  type Site,
  start,
  trailOf,
} from './support.ts'

describe('a worker whose connection breaks', () => {
  let site: Site
  let crew: Running[] = []

  beforeAll(async () => {
    site = await openSite()
  })

  afterEach(async () => {
    await Promise.all(crew.map(({ worker }) => worker.stop()))
    crew = []
  })

  function work(options: Parameters<typeof start>[0]): Running {
    const running = start(options)
    crew.push(running)
    return running
  }

  async function cutConnections(): Promise<number> {
    const { rowCount } = await site.db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and usename like 'headgate_test_login%' and pid <> pg_backend_pid()`,
    )
    return rowCount ?? 0
  }

  test('loses nothing and completes nothing twice while its backends are killed again and again', async () => {
    await site.operator.setJobType({ jobType: 'steady' })
    await enqueueMany(site, 600, 'steady')
    const running = work({
      database: site.pool(),
      leaseSeconds: 2,
      handlers: { steady: () => new Promise((resolve) => setTimeout(resolve, 10)) },
    })
    const completed = () => running.all('completed').length
    let cut = 0
    for (const share of [50, 150, 250, 350, 450]) {
      await expect.poll(completed, { timeout: 20_000, interval: 5 }).toBeGreaterThan(share)
      cut += await cutConnections()
    }
    expect(cut).toBeGreaterThan(5)
    const count = async () => {
      const { rows } = await site.db.pool.query(
        `select state, count(*)::integer from headgate.job_queue where job_type = 'steady' group by 1`,
      )
      return rows
    }
    await expect.poll(count, { timeout: 20_000 }).toEqual([{ state: 'completed', count: 600 }])
    const { rows } = await site.db.pool.query(
      `select job_id from headgate.audit_log where to_state = 'completed' group by job_id having count(*) > 1`,
    )
    expect(rows).toEqual([])
    const lost = running.all('connection_lost').length
    expect(lost).toBeGreaterThan(0)
    await expect.poll(() => running.all('connection_restored').length, { timeout: 20_000 }).toBe(lost)
  })

  test('repeats a completion whose answer was lost, and hears that it is done', async () => {
    const jobId = await enqueue(site)
    const pool = site.pool()
    let calls = 0
    const database: PgQueryable = {
      async query(query) {
        const answer = await pool.query(query)
        if (query.text.includes('complete_jobs') && ++calls === 1) throw new Error('read ECONNRESET')
        return answer
      },
    }
    const running = work({ database, handlers: { plain: async () => 'once' } })
    await running.heard('connection_lost')
    await running.heard('completed', jobId)
    expect(calls).toBe(2)
    expect(running.all('lost')).toEqual([])
    expect(await trailOf(site, jobId)).toEqual(['enqueued', 'claimed', 'completed'])
  })

  test('stops its handlers once the lease must have ended, and comes back', async () => {
    const jobId = await enqueue(site)
    const pool = site.pool()
    const gate = createGate()
    let isCut = false
    const database: PgQueryable = {
      async query(query) {
        if (isCut) throw new Error('connect ECONNREFUSED')
        return await pool.query(query)
      },
    }
    let aborts = 0
    const running = work({
      database,
      leaseSeconds: 1,
      handlers: {
        plain: async ({ attempt }, { signal }) => {
          signal.addEventListener('abort', () => aborts++)
          if (attempt === 1) await gate.opened
        },
      },
    })
    await running.heard('started', jobId)
    isCut = true
    expect(await running.heard('lost', jobId)).toMatchObject({ reason: 'lease_lost' })
    expect(aborts).toBe(1)
    isCut = false
    gate.open()
    await running.heard('connection_restored')
    await running.heard('completed', jobId)
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'completed', attempt: 2 })
  })

  test('or that is given one with a failed transaction left open, says so and goes on', async () => {
    const jobId = await enqueue(site)
    const pool = site.pool(1)
    const client = await pool.connect()
    await client.query('begin')
    await client.query('select 1 / 0').catch(() => {})
    client.release()
    const running = work({ database: pool, handlers: { plain: async () => {} } })
    expect(await running.heard('warning')).toMatchObject({ error: { sqlstate: '25P02' } })
    await pool.query('rollback')
    await running.heard('completed', jobId)
    await becomes(() => running.worker.held.length, 0)
  })
})
