import type pg from 'pg'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction } from '../../client/node-pool.ts'
import type { Handler, Job, JobContext } from '../../client/worker.ts'
import { enqueue, jobOf, openSite, type Running, type Site, start, trailOf } from './support.ts'

const undoing = new Error('undo')

describe('a handler that completes its job within its own transaction', () => {
  let site: Site
  let pool: pg.Pool
  let running: Running | undefined

  beforeAll(async () => {
    site = await openSite()
    pool = site.pool()
    await site.operator.setJobType({ jobType: 'plain', backoff: 'fixed', backoffBaseSeconds: '0' })
    await site.db.pool.query(`
      create table public.note (job_id bigint, attempt integer);
      grant select, insert on public.note to headgate_worker`)
  })

  afterEach(async () => {
    await running?.worker.stop()
  })

  function work(plain: Handler): Running {
    running = start({ database: pool, handlers: { plain } })
    return running
  }

  /** Writes a note and completes; ends the transaction as told. */
  async function note(context: JobContext, job: Job, end: 'commit' | 'rollback'): Promise<void> {
    await inTransaction(pool, async (client) => {
      await client.query('insert into public.note values ($1, $2)', [job.id, job.attempt])
      await context.completeIn(client, { noted: job.attempt })
      if (end === 'rollback') throw undoing
    }).catch((error: unknown) => {
      if (error !== undoing) throw error
    })
  }

  async function notesOf(jobId: bigint): Promise<readonly number[]> {
    const { rows } = await site.db.pool.query<{ attempt: number }>(
      'select attempt from public.note where job_id = $1',
      [jobId],
    )
    return rows.map(({ attempt }) => attempt)
  }

  test('commits it together with its rows', async () => {
    const jobId = await enqueue(site)
    await work((job, context) => note(context, job, 'commit')).heard('completed', jobId)
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'completed', result: { noted: 1 } })
    expect(await notesOf(jobId)).toEqual([1])
    expect(await trailOf(site, jobId)).toEqual(['enqueued', 'claimed', 'completed'])
  })

  test('has done neither when it rolls back, and the job is tried again', async () => {
    const jobId = await enqueue(site)
    const { heard } = work((job, context) => note(context, job, job.attempt === 1 ? 'rollback' : 'commit'))
    expect(await heard('failed', jobId)).toMatchObject({
      outcome: 'queued',
      error: { code: 'completion_not_committed' },
    })
    await heard('completed', jobId)
    expect(await notesOf(jobId)).toEqual([2])
  })

  test('has completed it even if it throws after the commit', async () => {
    const jobId = await enqueue(site)
    const { heard, all } = work(async (job, context) => {
      await note(context, job, 'commit')
      throw new Error('while tidying up')
    })
    await heard('completed', jobId)
    expect(all('failed')).toEqual([])
    expect(await trailOf(site, jobId)).toEqual(['enqueued', 'claimed', 'completed'])
  })

  test('is refused when the job is no longer held, so that its rows are not written either', async () => {
    const jobId = await enqueue(site)
    const { heard } = work(async (job, context) => {
      await site.operator.cancelJob({ jobId: job.id })
      await note(context, job, 'commit')
    })
    expect(await heard('lost', jobId)).toMatchObject({ reason: 'lease_lost' })
    expect(await notesOf(jobId)).toEqual([])
  })
})
