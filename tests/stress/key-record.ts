import type { TestDatabase } from '../support/database.ts'

/** One step of a job with a concurrency key, as the audit trail tells it. */
export interface Step {
  readonly job: number
  readonly type: string
  readonly key: string
  readonly from: string | null
  readonly to: string
}

/** Every transition of every job with a key, in the order in which they were written. */
export async function readSteps(db: TestDatabase): Promise<Step[]> {
  const { rows } = await db.pool.query<Step>(`
    select j.job_id::integer as job, j.job_type as type, j.concurrency_key as key, a.from_state as from, a.to_state as to
    from headgate_private.audit_log a
    cross join lateral unnest(a.job_ids) as i (job_id)
    join headgate_private.job_queue j on j.job_id = i.job_id
    where j.concurrency_key is not null and a.to_state is not null
    order by a.audit_id, i.job_id`)
  return rows
}

/** Where more jobs of a key ran at once than it has places. */
export function crowded(steps: readonly Step[], places: Readonly<Record<string, number>>): string[] {
  const running = new Map<string, Set<number>>()
  return steps.flatMap(({ job, type, key, from, to }) => {
    const name = `${type} ${key}`
    const jobs = running.get(name) ?? new Set()
    running.set(name, jobs)
    if (from === 'running') jobs.delete(job)
    if (to !== 'running') return []
    jobs.add(job)
    return jobs.size > (places[type] ?? 0) ? [`${name}: ${[...jobs].join(', ')}`] : []
  })
}

/**
 * Where a job of a fifo type started while another of its key was not done with, or after one with a greater id. One that
 * was given up before it had started, and brought back, may come late.
 */
export function outOfOrder(steps: readonly Step[], type: string): string[] {
  const open = new Map<string, number>()
  const latest = new Map<string, number>()
  const started = new Set<number>()
  return steps.flatMap((step) => {
    const { job, key, to } = step
    if (step.type !== type) return []
    const other = open.get(key)
    if (to !== 'running') {
      if (to === 'dead_lettered') started.add(job)
      if (to !== 'queued' && other === job) open.delete(key)
      return []
    }
    open.set(key, job)
    if (other !== undefined && other !== job) return [`${key}: ${job} while ${other} was not done with`]
    if (started.has(job)) return []
    started.add(job)
    const before = latest.get(key) ?? 0
    latest.set(key, Math.max(job, before))
    return job < before ? [`${key}: ${job} after ${before}`] : []
  })
}
