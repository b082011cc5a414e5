import { beforeAll, describe, expect, it } from 'vitest'
import { asRole, freshDatabase, type TestDatabase } from '../support/database.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await freshDatabase()
})

describe('the views', () => {
  it('show no lease token, which would let a reader settle the jobs of others', async () => {
    const { rows } = await db.pool.query(`
      select table_name, column_name from information_schema.columns
      where table_schema = 'headgate' and (udt_name = 'uuid' or column_name like '%token')`)
    expect(rows).toEqual([])
  })

  it('show their rows to those who may read them', async () => {
    const worker = await asRole(db, 'headgate_worker')
    await worker.query("select from headgate.enqueue_job('plain')")
    const observer = await asRole(db, 'headgate_observer')
    const { rows } = await observer.query('select job_type, state, created_by from headgate.job_queue')
    expect(rows).toEqual([{ job_type: 'plain', state: 'queued', created_by: 'headgate_worker' }])
  })
})
