import { join, relative, resolve, sep } from 'node:path'
import { withClient } from '../deploy/connect.ts'
import { type DatabaseClient, openSession } from '../deploy/session.ts'
import type { Contract } from './contract.ts'
import { contractFunction, contractSql } from './contract-sql.ts'
import { errorsPage } from './emit/errors-page.ts'
import { emit } from './emit/index.ts'
import { compareFolder, type Target, writeFolder } from './files.ts'
import { introspect, type Reading } from './introspect.ts'
import { readReleased } from './released.ts'
import { withPGlite, withThrowawayServer } from './throwaway.ts'

export interface CodegenOptions {
  /** Write nothing; report what would change. */
  readonly check?: boolean | undefined
  /** The database to read. Default: a throwaway server with `sql/` deployed. */
  readonly databaseUrl?: string | undefined
  /** Read a PGlite that lives as long as the reading, instead of a throwaway server. */
  readonly pglite?: boolean | undefined
  /** Where the files go. Default: `generated/` of this package. */
  readonly out?: string | undefined
}

/** What to print where, and how to exit. */
export interface CodegenOutcome {
  readonly exitCode: 0 | 1
  readonly stdout: string
  readonly stderr: string
}

/**
 * Generates the client, or checks it: then the outcome is 1 with a unified diff when the folder differs.
 *
 * @throws NoHeadgate, ContractRefused, ForeignFile, and what connecting, starting a server and deploying throw.
 */
export async function codegen(options: CodegenOptions): Promise<CodegenOutcome> {
  const { contract } = await readDatabase(options)
  const folder = resolve(options.out ?? join(home, 'generated'))
  const client = modulePath(folder, join(home, 'client'))
  const about = `${contract.functions.length} functions, ${contract.errors.length} errors`
  const targets: Target[] = [{ folder, files: emit(contract, { client }) }]
  // What the database says of its contract is generated with the client of this package, and of no other.
  if (options.out === undefined) targets.push(await contractTarget(contract), pageTarget(contract))
  return await (options.check ? check : write)(targets, about)
}

const home = resolve(import.meta.dirname, '..')

/** How a module in one folder writes the way to another. */
function modulePath(from: string, to: string): string {
  const path = relative(from, to).replaceAll(sep, '/')
  return path.startsWith('.') ? path : `./${path}`
}

async function readDatabase({ databaseUrl, pglite = false }: CodegenOptions): Promise<Reading> {
  const read = (client: DatabaseClient) => introspect((sql) => openSession(client).rows(sql))
  if (databaseUrl !== undefined) return await withClient({ connectionString: databaseUrl }, read)
  return await (pglite ? withPGlite : withThrowawayServer)(read)
}

async function contractTarget(contract: Contract): Promise<Target> {
  const released = (await readReleased(join(home, 'released'))).map((it) => it.contract)
  const files = new Map([[`${contractFunction}.sql`, contractSql(contract, released)]])
  return { folder: join(home, 'sql/functions/contract'), files }
}

function pageTarget(contract: Contract): Target {
  return { folder: join(home, 'docs'), isShared: true, files: new Map([['errors.md', errorsPage(contract)]]) }
}

async function check(targets: readonly Target[], about: string): Promise<CodegenOutcome> {
  const drifts = await Promise.all(targets.map(compareFolder))
  const patch = drifts.map((drift) => drift.patch).join('')
  if (patch === '') {
    return { exitCode: 0, stdout: `The generated client is that of the database: ${about}.\n`, stderr: '' }
  }
  const stderr =
    'error[contract_drifted]: the generated client is not that of the database.\n' +
    'hint: run `npm run codegen`, look at what changed for callers, and commit it with the SQL.\n'
  return { exitCode: 1, stdout: patch, stderr }
}

async function write(targets: readonly Target[], about: string): Promise<CodegenOutcome> {
  const drifts = await Promise.all(targets.map(writeFolder))
  const count = (part: 'added' | 'changed' | 'removed') => drifts.flatMap((drift) => drift[part]).length
  const counts = `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed`
  const total = targets.reduce((sum, { files }) => sum + files.size, 0)
  return { exitCode: 0, stdout: `${about}; ${total} files: ${counts}.\n`, stderr: '' }
}

/** `error[code]: message` and what to do; a fault of the program itself keeps its stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code: unknown = Reflect.get(error, 'code')
  const hint: unknown = Reflect.get(error, 'hint')
  if (typeof code !== 'string') return error.stack ?? error.message
  return `error[${code}]: ${error.message}${typeof hint === 'string' ? `\nhint: ${hint}` : ''}`
}
