import pg from 'pg'
import type { Database } from '../server.ts'
import { inBatches, type Ledger, payloads, type SqlContender } from './contender.ts'
import { countOf, idsInOrder } from './ledger.ts'
import { peerSql } from './peers.ts'

const VISIBILITY_SECONDS = 30

/** pgmq's functions from its plain SQL file; `archive` keeps finished messages, `delete` does not. */
export async function pgmq(file: string, finish: 'archive' | 'delete'): Promise<SqlContender> {
  const sql = await peerSql('pgmq', file)
  return {
    name: `pgmq (${finish})`,
    keeps: finish === 'archive' ? 'finished messages; no fencing' : 'no history; no fencing',
    schemas: ['pgmq'],
    history: ['pgmq.a_jobs'],
    ...(finish === 'archive' ? { ledger: archive } : {}),
    install: (database) => install(database, sql),
    open: async (client) => ({
      enqueue: (count) => send(client, count, 0),
      claim: async (most) => {
        const { rows } = await client.query<{ msg_id: string }>({
          name: 'claim',
          text: `select * from pgmq.read('jobs', ${VISIBILITY_SECONDS}, $1)`,
          values: [most],
        })
        const ids = rows.map((row) => row.msg_id)
        return {
          ids,
          complete: async () => {
            const text = `select * from pgmq.${finish}('jobs', $1::bigint[])`
            await client.query({ name: 'complete', text, values: [ids] })
          },
        }
      },
    }),
    fill: async (client, kind, jobs, progress) => {
      if (kind === 'blocked') return false
      await inBatches(jobs, 5000, (count) => send(client, count, kind === 'future' ? 86_400 : 0), progress)
      return true
    },
  }
}

const archive: Ledger = {
  finished: (client) => idsInOrder(client, 'select msg_id as id from pgmq.a_jobs'),
  claimedAgain: (client) => countOf(client, 'select from pgmq.a_jobs where read_ct > 1'),
}

async function install({ connectionString }: Database, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query('create schema if not exists pgmq')
    await client.query(sql)
    await client.query(`select pgmq.create('jobs')`)
  } finally {
    await client.end()
  }
}

async function send(client: pg.Client, count: number, delaySeconds: number): Promise<string[]> {
  const messages = payloads(count).map((payload) => JSON.stringify(payload))
  const { rows } = await client.query<{ send_batch: string }>({
    name: 'enqueue',
    text: `select * from pgmq.send_batch('jobs', $1::jsonb[], $2::integer)`,
    values: [messages, delaySeconds],
  })
  return rows.map((row) => row.send_batch)
}
