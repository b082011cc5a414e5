import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { DeployError, type DeployOptions, type DeployReport, deploy } from '../../deploy/deploy.ts'
import type { TestDatabase } from '../support/database.ts'

export const fixtureDir = join(import.meta.dirname, 'fixtures/sql')

/** A copy of the fixture's SQL files, to be edited by one test. */
export type SqlTree = {
  readonly dir: string
  write(path: string, text: string): Promise<void>
  /** Replaces `from`, which must be there. */
  edit(path: string, from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
}

export async function sqlTree(): Promise<SqlTree> {
  const dir = await mkdtemp(join(tmpdir(), 'headgate-test-sql-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  await cp(fixtureDir, dir, { recursive: true })
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
  return {
    dir,
    write,
    async edit(path, from, to) {
      const text = await readFile(join(dir, path), 'utf8')
      if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`)
      await write(path, text.replaceAll(from, to))
    },
    remove: (path) => rm(join(dir, path)),
  }
}

export function deployTo(
  db: TestDatabase,
  tree: { readonly dir: string } = { dir: fixtureDir },
  options: Omit<DeployOptions, 'client' | 'connectionString' | 'sqlDir'> = {},
): Promise<DeployReport> {
  const { connectionString } = db
  return deploy({ environment: 'development', ...options, connectionString, sqlDir: tree.dir })
}

/** The error with which the work must be refused. */
export async function refusal(work: Promise<unknown>): Promise<DeployError> {
  const error = await work.then(
    () => new Error('It was not refused'),
    (reason: unknown) => reason,
  )
  if (error instanceof DeployError) return error
  throw error
}

/** The rows of one statement, as the administrator. */
export async function query<Row extends object>(
  db: TestDatabase,
  text: string,
  values?: unknown[],
): Promise<Row[]> {
  return (await db.pool.query<Row>(text, values)).rows
}

/** The one value of a statement that gives one row of one column. */
export async function value(db: TestDatabase, text: string, values?: unknown[]): Promise<unknown> {
  const [row] = await query<Record<string, unknown>>(db, text, values)
  return Object.values(row ?? {})[0]
}
