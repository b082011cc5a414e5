import { join, relative, resolve, sep } from 'node:path'
import { withClient } from '../deploy/connect.ts'
import { openSession } from '../deploy/session.ts'
import { emit, type GeneratedFiles } from './emit/index.ts'
import { compareFolder, writeFolder } from './files.ts'
import { introspect, type Reading } from './introspect.ts'
import { withThrowawayDatabase } from './throwaway.ts'

export interface CodegenOptions {
  /** Write nothing; report what would change. */
  readonly check?: boolean | undefined
  /** The database to read. Default: a throwaway server with `sql/` deployed. */
  readonly databaseUrl?: string | undefined
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
 * @throws NoHeadgate, ContractRefused, and what connecting, starting a server and deploying throw.
 */
export async function codegen(options: CodegenOptions): Promise<CodegenOutcome> {
  const { contract, warnings } = await readDatabase(options.databaseUrl)
  const folder = resolve(options.out ?? join(home, 'generated'))
  const client = modulePath(folder, join(home, 'client'))
  const files = emit(contract, { client })
  const about = `${contract.functions.length} functions, ${contract.errors.length} errors`
  const outcome = await (options.check ? check : write)(folder, files, about)
  return { ...outcome, stderr: warnings.map((text) => `warning: ${text}\n`).join('') + outcome.stderr }
}

const home = resolve(import.meta.dirname, '..')

/** How a module in one folder writes the way to another. */
function modulePath(from: string, to: string): string {
  const path = relative(from, to).replaceAll(sep, '/')
  return path.startsWith('.') ? path : `./${path}`
}

async function readDatabase(databaseUrl: string | undefined): Promise<Reading> {
  const read = (connectionString: string) =>
    withClient({ connectionString }, (client) => introspect((sql) => openSession(client).rows(sql)))
  return databaseUrl === undefined ? withThrowawayDatabase(read) : read(databaseUrl)
}

async function check(folder: string, files: GeneratedFiles, about: string): Promise<CodegenOutcome> {
  const { patch } = await compareFolder(folder, files)
  if (patch === '') {
    return { exitCode: 0, stdout: `The generated client is that of the database: ${about}.\n`, stderr: '' }
  }
  const stderr =
    'error[contract_drifted]: the generated client is not that of the database.\n' +
    'hint: run `npm run codegen`, look at what changed for callers, and commit it with the SQL.\n'
  return { exitCode: 1, stdout: patch, stderr }
}

async function write(folder: string, files: GeneratedFiles, about: string): Promise<CodegenOutcome> {
  const { added, changed, removed } = await writeFolder(folder, files)
  const counts = `${added.length} added, ${changed.length} changed, ${removed.length} removed`
  return { exitCode: 0, stdout: `${about}; ${files.size} files: ${counts}.\n`, stderr: '' }
}

/** `error[code]: message` and what to do; a fault of the program itself keeps its stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code: unknown = Reflect.get(error, 'code')
  const hint: unknown = Reflect.get(error, 'hint')
  if (typeof code !== 'string') return error.stack ?? error.message
  return `error[${code}]: ${error.message}${typeof hint === 'string' ? `\nhint: ${hint}` : ''}`
}
