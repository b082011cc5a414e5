import { PGlite } from '@electric-sql/pglite'
import { expect, it, onTestFinished } from 'vitest'
import { type DatabaseClient, deploy } from '../../deploy/deploy.ts'

it('turns and drops partitions in PGlite too, where app teams test', { timeout: 120_000 }, async () => {
  const database = await PGlite.create()
  onTestFinished(() => database.close())
  const client: DatabaseClient = {
    query: (text, values) => (values === undefined ? database.exec(text) : database.query(text, values)),
  }
  const all = async (text: string) => (await database.query<Record<string, unknown>>(text)).rows
  const tick = () => all('select partitions_made as made, partitions_retired as retired from headgate.tick()')
  await deploy({ client, environment: 'test' })
  expect(await tick()).toEqual([{ made: 1, retired: 0 }])
  await all(`select headgate.enqueue_job('plain'), headgate.enqueue_job('plain', p_priority => 9)`)
  await all(`select headgate.complete_job(job_id, lease_token) from headgate.claim_jobs('w', '{plain}', 1)`)
  await all(`update headgate_private.ledger_partition set opened_at = opened_at - interval '1 day'`)
  expect(await tick()).toEqual([{ made: 1, retired: 0 }])
  await all(`update headgate_private.ledger_partition set closed_at = closed_at - interval '8 days'`)
  await all(`update headgate_private.job_queue set finished_at = finished_at - interval '8 days'`)
  expect(await tick()).toEqual([{ made: 0, retired: 1 }])
  expect(await all('select state::text from headgate.job_queue')).toEqual([{ state: 'queued' }])
  expect(await all(`select job_id from headgate.claim_jobs('w', '{plain}', 1)`)).toHaveLength(1)
})
