import { resolve } from 'node:path'
import { Command } from 'commander'
import { withClient } from '../deploy/connect.ts'
import { emit, type GeneratedFiles } from './emit/index.ts'
import { compareFolder, writeFolder } from './files.ts'
import { introspect, type Reading } from './introspect.ts'
import { withThrowawayDatabase } from './throwaway.ts'

interface Options {
  readonly check?: true
  readonly databaseUrl?: string
  readonly out?: string
}

const generated = resolve(import.meta.dirname, '../generated')

const program = new Command('codegen')
  .description(
    'Generates the typed client from the functions in a database. Without --database-url it starts a ' +
      'server of its own, deploys sql/ into it, and throws it away.',
  )
  .option('--check', 'write nothing; print what would change as a unified diff and exit 1 if anything would')
  .option('--database-url <url>', 'read this database instead; Headgate must be deployed in it')
  .option('--out <folder>', 'where the files go (default: generated/)')
  .action(async (options: Options) => {
    process.exitCode = await run(options)
  })

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
}

async function run(options: Options): Promise<0 | 1> {
  const { contract, warnings } = await readDatabase(options.databaseUrl)
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`)
  const files = emit(contract)
  const folder = resolve(options.out ?? generated)
  const about = `${contract.functions.length} functions, ${contract.errors.length} errors`
  return options.check ? check(folder, files, about) : write(folder, files, about)
}

async function readDatabase(databaseUrl: string | undefined): Promise<Reading> {
  const read = (connectionString: string) =>
    withClient({ connectionString }, (client) => introspect(async (sql) => (await client.query(sql)).rows))
  return databaseUrl === undefined ? withThrowawayDatabase(read) : read(databaseUrl)
}

async function check(folder: string, files: GeneratedFiles, about: string): Promise<0 | 1> {
  const { patch } = await compareFolder(folder, files)
  if (patch === '') {
    process.stdout.write(`The generated client is that of the database: ${about}.\n`)
    return 0
  }
  process.stdout.write(patch)
  process.stderr.write(
    'error[contract_drifted]: the generated client is not that of the database.\n' +
      'hint: run `npm run codegen`, look at what changed for callers, and commit it with the SQL.\n',
  )
  return 1
}

async function write(folder: string, files: GeneratedFiles, about: string): Promise<0> {
  const { added, changed, removed } = await writeFolder(folder, files)
  const counts = `${added.length} added, ${changed.length} changed, ${removed.length} removed`
  process.stdout.write(`${about}; ${files.size} files: ${counts}.\n`)
  return 0
}

/** `error[code]: message` and what to do; a fault of the program itself keeps its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code: unknown = Reflect.get(error, 'code')
  const hint: unknown = Reflect.get(error, 'hint')
  if (typeof code !== 'string') return error.stack ?? error.message
  return `error[${code}]: ${error.message}${typeof hint === 'string' ? `\nhint: ${hint}` : ''}`
}
