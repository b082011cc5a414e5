import { setFlagsFromString } from 'node:v8'
import { Command, CommanderError } from 'commander'
import { printError } from '../cli/print.ts'
import { BenchError } from './errors.ts'
import { addFlags, commandOf, type Flags, optionsOf } from './flags.ts'
import { openFolder, saveReport } from './report/folder.ts'
import { toMarkdown } from './report/markdown.ts'
import { createProgress, type Progress } from './report/progress.ts'
import { type Report, reachesAllBars, toJson } from './report/report.ts'
import { toTerminal } from './report/tables.ts'
import { findSuite, runSuite } from './run.ts'
import { SUITES } from './suites/index.ts'

// The SQL parser of the deploy is WebAssembly; optimising it would cost the first contender its processor time.
setFlagsFromString('--no-wasm-tier-up')
setFlagsFromString('--no-wasm-dynamic-tiering')

const ALL = 'all'
const listed = Object.entries(SUITES).map(([name, { summary }]) => `  ${name.padEnd(19)}${summary}`)
const suites = [...listed, `  ${ALL.padEnd(19)}each of these in turn, on a server of its own`]

const program = new Command('bench')
  .description('Measures Headgate and its peers in one run, on one server, with the same durability.')
  .argument('<suite>', 'what to measure; see below')
addFlags(program)
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
  if (suite !== ALL) findSuite(suite)
  if (flags.out !== undefined) openFolder(flags.out)
  if (suite === ALL) return await runAll(flags, progress)
  show(await measure(suite, flags, progress), flags)
}

/** One suite that fails does not take those that follow with it. */
async function runAll(flags: Flags, progress: Progress): Promise<void> {
  for (const suite of Object.keys(SUITES)) {
    optionsOf(suite, flags)
    progress.note(`\n${suite}: ${SUITES[suite]?.summary}`)
    try {
      show(await measure(suite, flags, progress), flags)
    } catch (error) {
      printError(error)
      process.exitCode = 1
    }
  }
}

async function measure(suite: string, flags: Flags, progress: Progress): Promise<Report> {
  return await runSuite(suite, optionsOf(suite, flags), progress, commandOf(suite, flags))
}

function show(report: Report, flags: Flags): void {
  process.stdout.write(`${flags.markdown ? toMarkdown(report) : toTerminal(report)}\n`)
  if (flags.json) process.stdout.write(`${toJson(report)}\n`)
  if (flags.out !== undefined) saveReport(flags.out, report, Object.keys(SUITES))
  if (flags.strict && !reachesAllBars(report)) process.exitCode = 1
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
