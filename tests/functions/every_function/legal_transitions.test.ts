import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'
import { seeded } from './seeded.ts'

let bench: Bench
let jobType: string
const SEED = 20_300_101

beforeAll(async () => {
  bench = await openBench()
  jobType = await bench.type({
    lease_seconds: 20,
    max_attempts: 3,
    backoff_base_seconds: 1,
    deadline_seconds: 400,
  })
  await bench.one('schedule_job', { name: 'minutely', job_type: jobType, cron: '* * * * *' })
})

type Move = (random: () => number) => Promise<void>

/** What the session knows of: all jobs, and the holds that it was given, most of them stale by now. */
const jobs: unknown[] = []
const holds: { job_id: unknown; lease_token: unknown }[] = []
const seen = new Set<string>()
let lastSeen: unknown = 0

/** Makes a call, refused or not, and holds the audit rows it wrote against the table of legal transitions. */
async function step(name: string, args: Args): Promise<Row[]> {
  const rows = await bench.call(name, args).catch((error: { code?: string }) => {
    if (!error.code?.startsWith('JQ')) throw error
    return []
  })
  const written = await bench.sql(
    `select a.audit_id, a.action, a.from_state, a.to_state, exists (
       select from headgate_private.job_transition t
       where t.action = a.action and t.from_state is not distinct from a.from_state and t.to_state = a.to_state
         and t.made_by = $2
     ) as legal
     from (select a.*, j.job_id from headgate_private.audit_log a left join lateral unnest(a.job_ids) j (job_id) on true) a where a.audit_id > $1 and a.to_state is not null order by a.audit_id`,
    [lastSeen, name],
  )
  lastSeen = written.at(-1)?.audit_id ?? lastSeen
  for (const { action, from_state, to_state, legal } of written) {
    const transition = `${action}: ${from_state ?? 'nothing'} to ${to_state} by ${name}`
    expect(legal, `${transition} (seed ${SEED})`).toBe(true)
    seen.add(transition)
  }
  return rows
}

const pick = <T>(from: readonly T[], random: () => number): T | undefined => {
  const near = Math.max(0, from.length - 12)
  return from[near + Math.floor(random() * (from.length - near))]
}

const held = (random: () => number): Args => ({
  ...(pick(holds, random) ?? { job_id: 1, lease_token: null }),
})
const any = (random: () => number): Args => ({ job_id: pick(jobs, random) ?? 1 })
const soon = async (seconds: number): Promise<string> =>
  new Date((await bench.now()).getTime() + seconds * 1000).toISOString()

const MOVES: Readonly<Record<string, Move>> = {
  enqueue_job: async () => {
    for (const row of await step('enqueue_job', { job_type: jobType })) jobs.push(row.job_id)
  },
  enqueue_jobs: async () => {
    const batch = [{}, { priority: 1 }, { concurrency_key: 'k' }].map((job) => ({
      job_type: jobType,
      ...job,
    }))
    for (const row of await step('enqueue_jobs', { jobs: batch })) jobs.push(row.job_id)
  },
  claim_jobs: async () => {
    const rows = await step('claim_jobs', { worker: 'w', job_types: [jobType], limit: 3 })
    for (const { job_id, lease_token } of rows) holds.push({ job_id, lease_token })
  },
  complete_job: async (random) => void (await step('complete_job', held(random))),
  complete_jobs: async (random) =>
    void (await step('complete_jobs', { completions: [held(random), held(random)] })),
  fail_job: async (random) =>
    void (await step('fail_job', { ...held(random), error: 'x', retryable: random() < 0.8 })),
  fail_jobs: async (random) => {
    const failures = [true, random() < 0.5].map((retryable) => ({ ...held(random), error: 'x', retryable }))
    await step('fail_jobs', { failures })
  },
  reschedule_job: async (random) => {
    const job = random() < 0.7 ? held(random) : any(random)
    await step('reschedule_job', { ...job, delay_seconds: 2, reason: 'r' })
  },
  retry_job: async (random) => {
    const job = random() < 0.4 ? held(random) : any(random)
    await step('retry_job', { ...job, next_at: await soon(1), reason: 'r' })
  },
  dead_letter_job: async (random) => {
    const job = random() < 0.5 ? held(random) : any(random)
    await step('dead_letter_job', { ...job, reason: 'r' })
  },
  cancel_job: async (random) => void (await step('cancel_job', any(random))),
  redrive_jobs: async () => void (await step('redrive_jobs', { job_type: jobType, limit: 2 })),
  reclaim_timed_out_jobs: async () => void (await step('reclaim_timed_out_jobs', {})),
  tick: async () => void (await step('tick', {})),
  heartbeat_jobs: async (random) =>
    void (await step('heartbeat_jobs', { lease_token: held(random).lease_token })),
  'the clock': async (random) => {
    await bench.advance(random() < 0.04 ? 500 : random() < 0.4 ? 21 : 2)
  },
}

describe('a session of random calls', () => {
  it('leaves only legal transitions on the record, each made by the function that the table names', async () => {
    const random = seeded(SEED)
    const names = [
      ...Object.keys(MOVES),
      'enqueue_jobs',
      'enqueue_job',
      'claim_jobs',
      'claim_jobs',
      'the clock',
    ]
    for (let call = 0; call < 600; call++) await MOVES[pickAny(names, random)]?.(random)
    const listed = await bench.sql(
      `select format('%s: %s to %s by %s', action, coalesce(from_state::text, 'nothing'), to_state, made_by) as name
       from headgate_private.job_transition`,
    )
    expect([...seen].sort()).toEqual(listed.map((row) => row.name).sort())
  })

  it('leaves of every job as many waiting, held and dead rows as its state says', async () => {
    const wrong = await bench.sql(`
      select j.job_id, j.state from headgate.job_queue j
      cross join lateral (select
        (select count(*) from headgate_private.ready r where r.job_id = j.job_id and r.priority < 10) as ready,
        (select count(*) from headgate_private.scheduled s where s.job_id = j.job_id) as scheduled,
        (select count(*) from headgate_private.blocked b where b.job_id = j.job_id) as blocked,
        (select count(*) from headgate_private.lease l where j.job_id = any (l.job_ids)) as leases,
        (select count(*) from headgate_private.dead_letter d where d.job_id = j.job_id) as dead) n
      where (n.ready + n.scheduled + n.blocked, n.leases, n.dead) is distinct from (
        (j.state = 'queued')::int::bigint, (j.state = 'running')::int::bigint, (j.state = 'dead_lettered')::int::bigint)`)
    expect(jobs.length).toBeGreaterThan(100)
    expect(wrong).toEqual([])
  })

  it('leaves a record in which each transition of a job begins where the one before it ended', async () => {
    const broken = await bench.sql(`
      select * from (
        select a.job_id, a.from_state, lag(a.to_state) over (partition by a.job_id order by a.audit_id) as before
        from (select a.*, j.job_id from headgate_private.audit_log a left join lateral unnest(a.job_ids) j (job_id) on true) a where a.to_state is not null
      ) t where t.from_state is distinct from t.before`)
    expect(broken).toEqual([])
  })
})

function pickAny(names: readonly string[], random: () => number): string {
  return names[Math.floor(random() * names.length)] ?? ''
}
