import { PGlite } from '@electric-sql/pglite'
import { expect, it, onTestFinished } from 'vitest'
import { type DatabaseClient, deploy } from '../../deploy/deploy.ts'
import { fixtureDir } from './support.ts'

it('deploys into PGlite too, where app teams test', async () => {
  const database = await PGlite.create()
  onTestFinished(() => database.close())
  const client: DatabaseClient = {
    query: (text, values) => (values === undefined ? database.exec(text) : database.query(text, values)),
  }
  const report = await deploy({ client, sqlDir: fixtureDir, environment: 'development' })
  expect(report).toMatchObject({ changed: true, schema: ['0001_foundation.sql'] })
  expect(await deploy({ client, sqlDir: fixtureDir })).toMatchObject({ changed: false })
  expect((await database.query(`select headgate.add_job('x') as job_id`)).rows).toEqual([{ job_id: 1 }])
})
