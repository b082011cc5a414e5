import { type Bench, openBench, type Row } from '../functions/bench.ts'

export const DAY = 86_400
/** How long jobs are enqueued in one partition, with the retention of seven days. */
export const TURN = (7 * DAY) / 8
/** How many ids a partition takes. */
export const SPAN = 1_000_000_000

/**
 * A bench whose ledger has its first two partitions, as a tick leaves it. No vacuum comes by itself and holds up what a
 * test expects at once: the partitions made later have that from these.
 */
export async function openLedger(): Promise<Bench> {
  const bench = await openBench()
  await bench.sql('alter table headgate_private.job_queue_0 set (autovacuum_enabled = off)')
  await bench.call('tick')
  return bench
}

/** The partitions of the ledger, the oldest first. */
export async function partitions(bench: Bench): Promise<string[]> {
  const rows = await bench.sql(`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'headgate_private.job_queue'::regclass
    order by length(c.relname), c.relname`)
  return rows.map(({ name }) => String(name))
}

/** In which partition a job is; undefined: it is in none. */
export async function partitionOf(bench: Bench, jobId: unknown): Promise<unknown> {
  const rows = await bench.sql(
    `select c.relname as name from headgate_private.job_queue j join pg_class c on c.oid = j.tableoid where job_id = $1`,
    [jobId],
  )
  return rows[0]?.name
}

/** What is known of a partition. */
export async function record(bench: Bench, number: number): Promise<Row> {
  const [row] = await bench.sql('select * from headgate_private.ledger_partition where number = $1', [number])
  return row ?? {}
}

/** The next job gets this id. */
export async function drawFrom(bench: Bench, id: number): Promise<void> {
  await bench.sql(`select setval('headgate_private.job_queue_job_id_seq', $1, false)`, [id])
}

/** Enqueues jobs and returns their ids. */
export async function enqueue(bench: Bench, count: number, spec: Row = {}): Promise<unknown[]> {
  const jobs = Array.from({ length: count }, () => ({ job_type: 'plain', ...spec }))
  return (await bench.call('enqueue_jobs', { jobs })).map((row) => row.job_id)
}

/** Claims up to so many jobs. */
export async function claim(bench: Bench, limit: number): Promise<Row[]> {
  return await bench.call('claim_jobs', { worker: 'w', job_types: ['plain'], limit, lease_seconds: 3600 })
}

/** Enqueues jobs that are completed, and returns their ids. */
export async function completed(bench: Bench, count: number): Promise<unknown[]> {
  const ids = await enqueue(bench, count, { priority: 0 })
  const completions = (await claim(bench, count)).map(({ job_id, lease_token }) => ({ job_id, lease_token }))
  await bench.call('complete_jobs', { completions })
  return ids
}

/** Enqueues a job that is given up. */
export async function deadLetter(bench: Bench): Promise<unknown> {
  const [job_id] = await enqueue(bench, 1)
  await bench.call('dead_letter_job', { job_id, reason: 'no use' })
  return job_id
}

/** Goes over to the next partition, so that the present one is history. */
export async function turn(bench: Bench): Promise<void> {
  await bench.advance(TURN)
  await bench.call('tick')
}

export async function tick(bench: Bench, limit?: number): Promise<{ made: unknown; retired: unknown }> {
  const { partitions_made: made, partitions_retired: retired } = await bench.one('tick', { limit })
  return { made, retired }
}
