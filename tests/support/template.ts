import type pg from 'pg'
import type { TestRun } from './global-setup.ts'
import { joinGroups } from './roles.ts'
import { urlOf } from './url.ts'

/** Deploys everything, as `headgate deploy` does it, into the database at the address. */
async function deployEverything(connectionString: string): Promise<void> {
  // Loaded only where it is used: the SQL parser behind it is large, and most test files copy the template.
  const { deploy } = await import('../../deploy/deploy.ts')
  await deploy({ connectionString, environment: 'test', log: () => {} })
}

/**
 * Builds the template database unless it is built. The first test file that needs one does it, while others
 * wait for the lock; a run of files that need none does not deploy at all.
 */
export async function ensureTemplate(admin: pg.Client, run: TestRun): Promise<void> {
  await admin.query('select pg_advisory_lock(hashtext($1))', [run.template])
  try {
    const sql = 'select datistemplate from pg_database where datname = $1'
    const { rows } = await admin.query<{ datistemplate: boolean }>(sql, [run.template])
    if (rows[0]?.datistemplate) return
    // One that is not marked as a template is what a failed deploy left.
    if (rows[0]) await admin.query(`drop database ${run.template} with (force)`)
    await admin.query(`create database ${run.template}`)
    await deployEverything(urlOf(run.adminUrl, { database: run.template }))
    await joinGroups(admin, run)
    await admin.query(`alter database ${run.template} is_template true allow_connections false`)
  } finally {
    await admin.query('select pg_advisory_unlock(hashtext($1))', [run.template])
  }
}
