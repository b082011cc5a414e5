import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench } from '../bench.ts'
import { look, startJob, trail } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

interface Held {
  readonly job_id: unknown
  readonly lease_token: unknown
  readonly jobType: string
}

/** What can have happened to a job while its worker was away. */
const LOSSES: Readonly<Record<string, (held: Held) => Promise<void>>> = {
  'expired, not yet swept': async () => {
    await bench.advance(60)
  },
  swept: async () => {
    await bench.advance(60)
    await bench.call('reclaim_timed_out_jobs')
  },
  'swept and dead-lettered': async ({ jobType }) => {
    await bench.call('set_job_type', { job_type: jobType, on_crash: 'dead_letter' })
    await bench.advance(60)
    await bench.call('tick')
  },
  'held by another worker': async ({ job_id, jobType }) => {
    await bench.advance(60)
    const again = await bench.one('claim_jobs', { worker: 'other', job_types: [jobType] })
    expect(again.job_id).toBe(job_id)
  },
  'completed by another worker': async ({ job_id, jobType }) => {
    await bench.advance(60)
    const { lease_token } = await bench.one('claim_jobs', { worker: 'other', job_types: [jobType] })
    await bench.one('complete_job', { job_id, lease_token, result: 'theirs' })
  },
  cancelled: async ({ job_id }) => {
    await bench.one('cancel_job', { job_id })
  },
  'dead-lettered by an operator': async ({ job_id }) => {
    await bench.one('dead_letter_job', { job_id, reason: 'enough' })
  },
  'failed already': async (held) => {
    await bench.one('fail_job', { ...token(held), error: 'x' })
  },
  'rescheduled already': async (held) => {
    await bench.one('reschedule_job', { ...token(held), delay_seconds: 5, reason: 'later' })
  },
  'completed already': async (held) => {
    await bench.one('complete_job', { ...token(held), result: 'mine' })
  },
}

const token = ({ job_id, lease_token }: Held): Args => ({ job_id, lease_token })

/** Every call that must show its lease. */
const CALLS: Readonly<Record<string, (held: Held) => Args>> = {
  complete_job: (held) => ({ ...token(held), result: 'stale' }),
  fail_job: (held) => ({ ...token(held), error: 'stale' }),
  heartbeat_jobs: ({ lease_token }) => ({ lease_token }),
  reschedule_job: (held) => ({ ...token(held), delay_seconds: 1, reason: 'stale' }),
  retry_job: (held) => ({ ...token(held), next_at: '2031-01-01T00:00:00Z', reason: 'stale' }),
  dead_letter_job: (held) => ({ ...token(held), reason: 'stale' }),
  log_audit_event: (held) => ({ ...token(held), action: 'read' }),
}

const BATCHES: Readonly<Record<string, (held: Held) => Args>> = {
  complete_jobs: (held) => ({ completions: [{ ...token(held), result: 'stale' }] }),
  fail_jobs: (held) => ({ failures: [{ ...token(held), error: 'stale' }] }),
}

async function lose(loss: string): Promise<Held> {
  const jobType = await bench.type({ lease_seconds: 30, max_attempts: 10 })
  const held = { ...(await startJob(bench, jobType)), jobType }
  await LOSSES[loss]?.(held)
  return held
}

/** All there is of a job; equal before and after a call that changed nothing of it. */
async function everything({ job_id }: Held): Promise<unknown> {
  return [await bench.one('get_job', { job_id }), await look(bench, job_id), await trail(bench, job_id)]
}

describe.each(Object.keys(LOSSES))('a worker whose job is %s', (loss) => {
  const repeatable = loss === 'completed already'

  it.each(Object.keys(CALLS).filter((name) => !(repeatable && name === 'complete_job')))(
    'gets lease_lost from %s, which changes nothing',
    async (name) => {
      const held = await lose(loss)
      const before = await everything(held)
      const refusal = await bench.refused(name, CALLS[name]?.(held))
      expect(refusal).toMatchObject({ code: 'JQ102', detail: { lease_token: held.lease_token } })
      if (name !== 'heartbeat_jobs') expect(refusal.detail.job_id).toBe(held.job_id)
      expect(await everything(held)).toEqual(before)
    },
  )

  it.each(Object.keys(BATCHES).filter((name) => !(repeatable && name === 'complete_jobs')))(
    'gets the outcome lease_lost from %s, which changes nothing',
    async (name) => {
      const held = await lose(loss)
      const before = await everything(held)
      const [row] = await bench.call(name, BATCHES[name]?.(held))
      expect(row).toMatchObject({ element: 0, job_id: held.job_id, outcome: 'lease_lost' })
      expect(await everything(held)).toEqual(before)
    },
  )
})

describe('a worker that completed its job and did not hear the answer', () => {
  it('gets the same answer again from complete_job, and its first result stands', async () => {
    const held = await lose('completed already')
    const before = await everything(held)
    const answer = await bench.one('complete_job', { ...token(held), result: 'again' })
    expect(answer).toMatchObject({ job_id: held.job_id, state: 'completed' })
    expect(await everything(held)).toEqual(before)
  })

  it('gets the outcome already_completed from complete_jobs', async () => {
    const held = await lose('completed already')
    const before = await everything(held)
    const [row] = await bench.call('complete_jobs', BATCHES.complete_jobs?.(held))
    expect(row).toMatchObject({ outcome: 'already_completed' })
    expect(await everything(held)).toEqual(before)
  })
})

describe('a worker that took over', () => {
  it.each(['complete_job', 'fail_job', 'heartbeat_jobs', 'reschedule_job'])(
    'completes with its own result although the first worker still calls %s',
    async (name) => {
      const held = await lose('held by another worker')
      await bench.refused(name, CALLS[name]?.(held))
      const rows = await bench.sql(
        'select lease_token from headgate_private.lease where $1 = any (job_ids)',
        [held.job_id],
      )
      await bench.one('complete_job', {
        job_id: held.job_id,
        lease_token: rows[0]?.lease_token,
        result: 'theirs',
      })
      await bench.refused('complete_job', { ...token(held), result: 'stale' })
      expect(await bench.one('get_job', { job_id: held.job_id })).toMatchObject({
        state: 'completed',
        result: 'theirs',
        worker: 'other',
      })
    },
  )
})

describe('a token that never was', () => {
  const strange = 'b1e0c6f2-0000-4000-8000-000000000000'

  it.each(Object.keys(CALLS))('gets lease_lost from %s for a job that waits', async (name) => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain' })
    const refusal = await bench.refused(
      name,
      CALLS[name]?.({ job_id, lease_token: strange, jobType: 'plain' }),
    )
    expect(refusal.code).toBe('JQ102')
  })

  it.each(Object.keys(CALLS).filter((name) => name !== 'heartbeat_jobs'))(
    'gets unknown_job from %s for a job that never was',
    async (name) => {
      const args = CALLS[name]?.({ job_id: '987654321', lease_token: strange, jobType: 'plain' })
      expect(await bench.refused(name, args)).toMatchObject({
        code: 'JQ101',
        detail: { job_id: '987654321' },
      })
    },
  )

  it('opens no job of another lease', async () => {
    const jobType = await bench.type()
    const mine = await startJob(bench, jobType)
    const theirs = await startJob(bench, jobType, { worker: 'other' })
    const refusal = await bench.refused('complete_job', {
      job_id: theirs.job_id,
      lease_token: mine.lease_token,
    })
    expect(refusal).toMatchObject({ code: 'JQ102', detail: { state: 'running' } })
  })
})
