import pg from 'pg'
import type { Database } from '../server.ts'
import { attend } from './attend.ts'
import { payloads, type SqlContender } from './contender.ts'
import { peerSql } from './peers.ts'

const TICK_EVERY_MS = 100
/** A batch that is larger than what is received of it would be acknowledged unseen. */
const WHOLE_BATCH = 1_000_000

/**
 * PgQue's functions. It is a stream: a batch is what was committed between two ticks, one consumer has it
 * whole, and acknowledges it whole. Each connection gets a queue of its own, since consumers of one queue do
 * not share its work.
 */
export async function pgque(file: string): Promise<SqlContender> {
  const sql = await peerSql('PgQue', file)
  return {
    name: 'pgque',
    keeps: 'a stream: no lifecycle per job, no priority; one consumer a queue',
    noRival: 'it has no lifecycle of a job',
    schemas: ['pgque'],
    history: [],
    install: (database) => install(database, sql),
    open: async (client, index) => {
      const queue = `q${index}`
      await client.query('select pgque.create_queue($1)', [queue])
      await client.query(`select pgque.subscribe($1, 'bench')`, [queue])
      return {
        enqueue: async (count) => {
          const events = payloads(count).map((payload) => JSON.stringify(payload))
          // The faster of its two: of jsonb[] it makes text[] itself.
          const text = 'select unnest(pgque.send_batch($1, $2::text[])) as msg_id'
          const { rows } = await client.query<{ msg_id: string }>({
            name: 'enqueue',
            text,
            values: [queue, events],
          })
          return rows.map((row) => `${queue}:${row.msg_id}`)
        },
        claim: async () => {
          const { rows } = await client.query<{ msg_id: string; batch_id: string }>({
            name: 'claim',
            text: `select * from pgque.receive($1, 'bench', ${WHOLE_BATCH})`,
            values: [queue],
          })
          const batch = rows[0]?.batch_id
          return {
            ids: rows.map((row) => `${queue}:${row.msg_id}`),
            complete: async () => {
              if (batch === undefined) return
              await client.query({ name: 'complete', text: 'select pgque.ack($1)', values: [batch] })
            },
          }
        },
      }
    },
    fill: async () => false,
    attend: tickOften,
  }
}

async function install({ connectionString }: Database, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Its ticker and maintenance, as its documentation has them run without pg_cron. */
function tickOften(database: Database): Promise<() => Promise<void>> {
  return attend(database, TICK_EVERY_MS, async (client, n) => {
    await client.query('select pgque.ticker()')
    if (n % 300 === 299) await client.query('select pgque.maint()')
  })
}
