import { setFlagsFromString } from 'node:v8'
import { Command, CommanderError } from 'commander'
import { printError } from '../cli/print.ts'
import { BenchError } from './errors.ts'
import { type BenchOptions, choosePeers, PEERS, wholeNumber } from './options.ts'
import { createProgress } from './report/progress.ts'
import { toJson } from './report/report.ts'
import { toMarkdown, toTerminal } from './report/tables.ts'
import { runSuite } from './run.ts'
import { SUITES } from './suites/index.ts'

interface Flags {
  readonly json?: true
  readonly markdown?: true
  readonly seconds: number
  readonly jobs: number
  readonly rounds: number
  readonly clients: number
  readonly batch: number
  readonly holdSeconds: number
  readonly ready?: number
  readonly future?: number
  readonly blocked?: number
  readonly full?: true
  readonly minutes: number
  readonly peers?: string
  readonly pgmqSql?: string
  readonly pgqueSql?: string
}

const MILLION = 1_000_000

// The SQL parser of the deploy is WebAssembly; optimising it would cost the first contender its processor time.
setFlagsFromString('--no-wasm-tier-up')
setFlagsFromString('--no-wasm-dynamic-tiering')

const suites = Object.entries(SUITES).map(([name, { summary }]) => `  ${name.padEnd(19)}${summary}`)

const program = new Command('bench')
  .description('Measures Headgate and its peers in one run, on one server, with the same durability.')
  .argument('<suite>', 'what to measure; see below')
  .option('--json', 'print the report as one JSON object, on the last line')
  .option('--markdown', 'print the table as Markdown')
  .option('--seconds <n>', 'length of a timed window', wholeNumber('--seconds', 1, 3600), 10)
  .option('--jobs <n>', 'jobs of a round', wholeNumber('--jobs', 100, 100_000_000), 50_000)
  .option('--rounds <n>', 'rounds; their medians are reported', wholeNumber('--rounds', 1, 100), 5)
  .option('--clients <n>', 'connections that work side by side', wholeNumber('--clients', 1, 64), 4)
  .option('--batch <n>', 'jobs of a call', wholeNumber('--batch', 1, 5000), 50)
  .option(
    '--hold-seconds <n>',
    'held: how far into the transaction',
    wholeNumber('--hold-seconds', 0, 86_400),
    60,
  )
  .option('--ready <n>', 'backlog: ready jobs (default: a million)', wholeNumber('--ready', 1, 100 * MILLION))
  .option(
    '--future <n>',
    'backlog: future jobs (default: a million)',
    wholeNumber('--future', 1, 100 * MILLION),
  )
  .option(
    '--blocked <n>',
    'backlog: blocked jobs (default: a million)',
    wholeNumber('--blocked', 1, 100 * MILLION),
  )
  .option('--full', 'backlog: ten million ready, ten million future, a million blocked')
  .option('--minutes <n>', 'soak: how long', wholeNumber('--minutes', 1, 10_080), 20)
  .option('--peers <names>', `some of ${PEERS.join(', ')}, or none (default: all that are at hand)`)
  .option('--pgmq-sql <file>', "pgmq's SQL file; measures pgmq too")
  .option('--pgque-sql <file>', "PgQue's SQL file; measures PgQue too")
  .helpOption('-h, --help', 'show this help')
  .showHelpAfterError('(npm run bench -- --help shows what there is)')
  .exitOverride()
  .addHelpText(
    'after',
    `\nSuites:\n${suites.join('\n')}\n\nbench/METHODOLOGY.md says what can be compared, and what not.`,
  )
  .action(run)

async function run(suite: string, flags: Flags): Promise<void> {
  const progress = createProgress(process.stderr)
  const command = `npm run bench -- ${process.argv.slice(2).join(' ')}`
  const report = await runSuite(suite, optionsOf(flags), progress, command)
  const table = flags.markdown ? toMarkdown(report) : toTerminal(report)
  process.stdout.write(`${table}\n`)
  if (flags.json) process.stdout.write(`${toJson(report)}\n`)
}

function optionsOf(flags: Flags): BenchOptions {
  const { seconds, jobs, rounds, clients, batch, holdSeconds, minutes, pgmqSql, pgqueSql } = flags
  const most = flags.full ? 10 * MILLION : MILLION
  return {
    seconds,
    jobs,
    rounds,
    clients,
    batch,
    holdSeconds,
    minutes,
    sizes: { ready: flags.ready ?? most, future: flags.future ?? most, blocked: flags.blocked ?? MILLION },
    peers: choosePeers(flags.peers, flags),
    pgmqSql,
    pgqueSql,
  }
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
  } else {
    printError(error)
    process.exitCode = error instanceof BenchError && error.code === 'invalid_option' ? 2 : 1
  }
}
