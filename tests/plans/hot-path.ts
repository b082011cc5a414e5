import type { ExplainedSession } from './explained.ts'
import { types } from './fill.ts'

/** Jobs in a batch of {@link hotPath}. */
export const BATCH = 50

type Session = Pick<ExplainedSession, 'query' | 'aside'>
interface Held {
  readonly job_id: string
  readonly lease_token: string
}

/** Every call of the hot path once, alone and in batches of {@link BATCH}, each in a way that it finds work. */
export async function hotPath(session: Session): Promise<void> {
  await enqueue(session)
  await settle(session)
  await takeTurns(session)
  await move(session)
  await limit(session)
  await wake(session)
  await session.query('select * from headgate.reclaim_timed_out_jobs()')
  await session.query(`select * from headgate.tick(${BATCH})`)
  await session.query('select * from headgate.health()')
}

let keys = 0

async function enqueue({ query, aside }: Session): Promise<void> {
  const [first] = await query('select * from headgate.enqueue_job($1, p_idempotency_key => $2)', [
    types.plain,
    `single ${++keys}`,
  ])
  await query('select * from headgate.enqueue_job($1, p_parent_job_id => $2)', [types.plain, first?.job_id])
  const jobs = Array.from({ length: BATCH }, (_, n) => ({
    job_type: n % 2 ? types.plain : types.gated,
    idempotency_key: `batch ${++keys}`,
    scheduled_at: n % 5 ? undefined : new Date(Date.now() + 3_600_000),
  }))
  for (const _twice of [1, 2]) {
    await query('select * from headgate.enqueue_jobs($1)', [JSON.stringify(jobs)])
  }
  // Its queue is to be counted.
  await aside(`update headgate_private.queue_sum set counted_at = now() - interval '1 hour'`)
  const others = jobs.map((_, n) => ({ job_type: n % 2 ? types.gated : types.audited }))
  await query('select * from headgate.enqueue_jobs($1)', [JSON.stringify(others)])
}

async function settle({ query, aside }: Session): Promise<void> {
  const claim = async (jobTypes: readonly string[], limit: number): Promise<Held[]> => {
    const claimed = await query('select job_id, lease_token from headgate.claim_jobs($1, $2, $3, 300)', [
      'worker',
      jobTypes,
      limit,
    ])
    return claimed.map((row) => ({ job_id: String(row.job_id), lease_token: String(row.lease_token) }))
  }
  const all = Object.values(types)
  const [one] = await claim([types.plain], 1)
  const [other] = await claim([types.gated], 1)
  await query('select * from headgate.complete_job($1, $2)', [one?.job_id, one?.lease_token])
  await query(`select * from headgate.fail_job($1, $2, '"no"')`, [other?.job_id, other?.lease_token])

  const leases = [
    await claim([types.plain], BATCH),
    await claim([types.gated], 3 * BATCH),
    await claim(all, 1),
  ]
  leases.push(await claim([types.audited], BATCH))
  const [first, second, last] = [0, 1, 2].map((third) =>
    leases.flatMap((jobs) => jobs.filter((_, n) => n % 3 === third)),
  )
  for (const [job] of leases) {
    await query('select * from headgate.heartbeat_jobs($1)', [job?.lease_token])
    await query(`select * from headgate.log_audit_event('seen', p_job_id => $1, p_lease_token => $2)`, [
      job?.job_id,
      job?.lease_token,
    ])
  }
  await query('select * from headgate.complete_jobs($1)', [JSON.stringify(first)])
  await query('select * from headgate.complete_jobs($1)', [JSON.stringify(first)])
  const failures = second?.map((job) => ({ ...job, error: 'no' }))
  await query('select * from headgate.fail_jobs($1)', [JSON.stringify(failures)])
  const [ended, buried] = last ?? []
  await query('select * from headgate.cancel_job($1)', [ended?.job_id])
  await query(`select * from headgate.dead_letter_job($1, 'test', $2)`, [buried?.job_id, buried?.lease_token])
  await aside(`update headgate_private.lease set expires_at = clock_timestamp() where worker = 'worker'`)
}

/** Jobs of many keys and, behind all that wait there, of the one that is crowded. */
async function takeTurns({ query }: Session): Promise<void> {
  const jobs = Array.from({ length: BATCH }, (_, n) => ({
    job_type: types.keyed,
    concurrency_key: n % 2 ? 'crowd' : `key ${++keys}`,
  }))
  await query('select * from headgate.enqueue_jobs($1)', [JSON.stringify(jobs)])
  const key = 'select * from headgate.enqueue_job($1, p_concurrency_key => $2)'
  const [blocked] = await query(key, [types.keyed, 'crowd'])
  await query(`select * from headgate.reschedule_job($1, 0, 'test')`, [blocked?.job_id])
  await query('select * from headgate.cancel_job($1)', [blocked?.job_id])
  const change = 'select * from headgate.set_job_type($1, p_key_concurrency => $2, p_key_order => $3)'
  for (const [call, places, order] of [
    ['fail_jobs', 2, 'any'],
    ['complete_jobs', 1, 'fifo'],
    ['complete_jobs', 1, 'any'],
  ]) {
    const held = await query(`select job_id, lease_token from headgate.claim_jobs('worker', $1, $2)`, [
      [types.keyed],
      BATCH,
    ])
    await query(`select * from headgate.${call}($1)`, [
      JSON.stringify(held.map((job) => (call === 'fail_jobs' ? { ...job, error: 'no' } : job))),
    ])
    await query(change, [types.keyed, places, order])
  }
}

/** Many more jobs than in a batch, claimed and ended in one call. Returns how many there were. */
export async function settleMany({ query }: Session, count: number): Promise<number[]> {
  const counts: number[] = []
  for (const call of ['fail_jobs', 'complete_jobs']) {
    const held = await query(`select job_id, lease_token from headgate.claim_jobs('worker', $1, $2, 300)`, [
      [types.plain],
      count,
    ])
    const ended = held.map((job) => (call === 'fail_jobs' ? { ...job, error: 'no' } : job))
    await query(`select * from headgate.${call}($1)`, [JSON.stringify(ended)])
    counts.push(held.length)
  }
  return counts
}

async function move({ query }: Session): Promise<void> {
  const enqueued = await query('select job_id from headgate.enqueue_jobs($1)', [
    JSON.stringify([
      { job_type: types.plain },
      { job_type: types.plain, scheduled_at: new Date(Date.now() + 60_000) },
    ]),
  ])
  for (const { job_id } of enqueued) {
    await query(`select * from headgate.reschedule_job($1, 30, 'test')`, [job_id])
    await query(`select * from headgate.retry_job($1, clock_timestamp(), 'test')`, [job_id])
    await query(`select * from headgate.get_job($1)`, [job_id])
    await query('select * from headgate.cancel_job($1)', [job_id])
  }
  await query('select * from headgate.redrive_jobs($1, 10)', [types.plain])
}

async function limit({ query, aside }: Session): Promise<void> {
  const [granted] = await query(
    `select reservation_id from headgate.acquire_api_capacity('p', 'e', p_ttl_seconds => 1)`,
  )
  for (const _twice of [1, 2]) {
    await query('select * from headgate.release_api_capacity($1)', [granted?.reservation_id])
  }
  await query(`select * from headgate.peek_api_capacity('p', 'e')`)
  await aside(`update headgate_private.reservation set expires_at = clock_timestamp()
    where reservation_id in (select reservation_id from headgate_private.reservation order by 1 limit 3)`)
}

/** A worker finds nothing and asks to be told, and is. */
async function wake({ query }: Session): Promise<void> {
  const claim = 'select job_id, lease_token from headgate.claim_jobs($1, array[$2], 1, 300, true)'
  await query(claim, ['worker', 'idle'])
  await query('select * from headgate.enqueue_job($1)', ['idle'])
  const [held] = await query(claim, ['worker', 'idle'])
  await query('select * from headgate.complete_job($1, $2)', [held?.job_id, held?.lease_token])
}
