import { describe, expect, test } from 'vitest'
import { expectConsistent } from '../properties/invariants.ts'
import { freshDatabase } from '../support/database.ts'
import { crowd, lasting, pick, shuffled } from './crowd.ts'

const keys = Array.from({ length: 200 }, (_, number) => `key ${number}`)

interface Enqueued {
  readonly job_id: string
  readonly created: boolean
}

const one = `select job_id, created from headgate.enqueue_job('plain', p_idempotency_key => $1, p_idempotency_scope => $2)`

describe('the same idempotency keys from sixteen connections', () => {
  test('one job for each key, and everybody gets its id', async () => {
    const db = await freshDatabase()
    const ids = new Map<string, Set<string>>(keys.map((key) => [key, new Set()]))
    let created = 0
    const note = (key: string | undefined, answer: Enqueued | undefined) => {
      if (key === undefined || answer === undefined) throw new Error('no answer')
      ids.get(key)?.add(answer.job_id)
      if (answer.created) created += 1
    }
    await crowd(db, 16, async (client, member) => {
      const mine = shuffled(keys)
      if (member % 2 === 0) {
        for (const key of mine) note(key, (await client.query<Enqueued>(one, [key, 'forever'])).rows[0])
        return
      }
      for (let from = 0; from < mine.length; from += 20) {
        const batch = mine.slice(from, from + 20).map((key) => {
          return { job_type: 'plain', idempotency_key: key, idempotency_scope: 'forever' }
        })
        const { rows } = await client.query<Enqueued>('select * from headgate.enqueue_jobs($1)', [
          JSON.stringify(batch),
        ])
        batch.forEach(({ idempotency_key }, element) => {
          note(idempotency_key, rows[element])
        })
      }
    })
    expect([...ids.values()].map((seen) => seen.size)).toEqual(keys.map(() => 1))
    expect(created).toBe(keys.length)
    await expectConsistent(db.pool)
  })

  test('while their jobs are completed in batches: one unfinished job a key, and no deadlock', async () => {
    const db = await freshDatabase()
    const few = keys.slice(0, 12)
    const batch = () => shuffled(few).map((key) => ({ job_type: 'plain', idempotency_key: key }))
    let completed = 0
    const goesOn = lasting(4000, () => completed > 100)
    await crowd(db, 16, async (client, member) => {
      while (goesOn()) {
        if (member % 2 === 0)
          await client.query('select from headgate.enqueue_jobs($1)', [JSON.stringify(batch())])
        else if (member === 1) await client.query(one, [pick(few), 'unfinished'])
        else {
          const { rows } = await client.query(
            `select job_id, lease_token from headgate.claim_jobs('w', '{plain}', 10)`,
          )
          await client.query('select from headgate.complete_jobs($1)', [JSON.stringify(shuffled(rows))])
          completed += rows.length
        }
      }
    })
    const { rows } = await db.pool.query(
      `select idempotency_key from headgate.job_queue where state in ('queued', 'running')
       group by idempotency_key having count(*) > 1`,
    )
    expect(rows).toEqual([])
    await expectConsistent(db.pool)
  })
})
