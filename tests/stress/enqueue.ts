import type pg from 'pg'

/** Enqueues so many jobs of a type, a thousand at a time, and returns their ids. */
export async function enqueueMany(
  client: pg.Pool | pg.ClientBase,
  type: string,
  count: number,
): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    const { rows } = await client.query<{ job_id: string }>(
      `select job_id from headgate.enqueue_jobs(
         (select jsonb_agg(jsonb_build_object('job_type', $1::text)) from generate_series(1, $2)))`,
      [type, Math.min(1000, count - ids.length)],
    )
    ids.push(...rows.map(({ job_id }) => job_id))
  }
  return ids
}
