import type pg from 'pg'
import { payloads, type SqlContender } from './contender.ts'
import { headgate } from './headgate.ts'

/**
 * The rows that Headgate writes for a job, by one statement a step and nothing else. What it costs, no queue with this
 * ledger and this line can fall below.
 */
export function bareRows(): SqlContender {
  return {
    ...headgate({ name: 'bare rows' }),
    keeps: "headgate's ledger and line; no checks, no leases, no record",
    noRival: 'it is the least that our rows can cost',
    open: async (client) => ({
      enqueue: (count) => enqueue(client, count),
      claim: async (most) => {
        const ids = await take(client, most)
        return { ids, complete: () => complete(client, ids) }
      },
    }),
  }
}

async function enqueue(client: pg.Client, count: number): Promise<string[]> {
  const { rows } = await client.query<{ job_id: string }>({
    name: 'bare enqueue',
    text: `
      with written as (
        insert into headgate_private.job_queue (created_at, scheduled_at, ready_xid, estimated_tokens, max_attempts, priority,
          job_type, created_by, payload, metadata)
        select now(), now(), pg_current_xact_id(), 0, 5, 5, 'plain', 'bare', p, '{}' from jsonb_array_elements($1) p
        returning job_id
      )
      insert into headgate_private.ready (xid, job_id, since, lane, tokens, priority)
      select pg_current_xact_id(), w.job_id, now(), -1, 0, 5 from written w
      returning job_id`,
    values: [JSON.stringify(payloads(count))],
  })
  return rows.map((row) => row.job_id)
}

/** Of the rows that nobody has locked, the first; it reads the payloads too. */
async function take(client: pg.Client, most: number): Promise<string[]> {
  const { rows } = await client.query<{ job_id: string }>({
    name: 'bare claim',
    text: `
      with gone as (
        delete from headgate_private.ready r
        where r.ctid = any (array(
          select c.ctid from headgate_private.ready c
          where c.lane = -1 and c.priority = 5
          order by c.xid, c.job_id
          limit $1
          for update skip locked
        ))
        returning r.job_id
      )
      select j.job_id, j.payload from headgate_private.job_queue j
      where j.job_id = any (array(select g.job_id from gone g))`,
    values: [most],
  })
  return rows.map((row) => row.job_id)
}

async function complete(client: pg.Client, ids: readonly string[]): Promise<void> {
  await client.query({
    name: 'bare complete',
    text: `
      update headgate_private.job_queue j
      set state = 'completed', finished_at = now(), attempt = 1, ready_xid = null, worker = 'bare', started_at = now(),
        first_started_at = now(), lease_token = '00000000-0000-0000-0000-000000000000'
      where j.job_id = any ($1)`,
    values: [ids],
  })
}
