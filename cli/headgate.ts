#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { packageVersion } from '../deploy/version.ts'
import type { ContractDiffFlags } from './contract-command.ts'
import type { DeployFlags } from './deploy-command.ts'
import type { HealthFlags } from './health-command.ts'
import { printError } from './print.ts'
import type { StatusFlags } from './status-command.ts'

/** 0: done. 1: refused, failed, (status) not up to date, or (health) critical. 2: wrongly called. */
type ExitCode = 0 | 1 | 2

const program = new Command('headgate')
  .description('A Postgres job queue that starts only the work your API providers can take right now.')
  .version(packageVersion(), '-V, --version')
  .helpOption('-h, --help', 'show this help')
  .helpCommand(false)
  .showHelpAfterError('(headgate --help shows what there is)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Environment:
  DATABASE_URL  the database: postgres://user:password@host:port/database
  NO_COLOR      no colours, even on a terminal

Exit codes:
  0  done
  1  refused or failed, nothing was changed; status: not up to date; health: something is critical
  2  wrongly called`,
  )

let exitCode: ExitCode = 0

// The SQL parser is WebAssembly, and a process does not end before the optimiser is through with it: 1.5 s for nothing.
// The commands, which load the parser, are therefore imported only when they run.
setFlagsFromString('--no-wasm-tier-up')
setFlagsFromString('--no-wasm-dynamic-tiering')

// `headgate … | head` closes the pipe early: no fault of ours, and nobody is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

program
  .command('deploy')
  .description('make a database equal to the files in sql/, in one transaction; a second run writes nothing')
  .option('-e, --environment <name>', 'whose seeds to sow; the first deploy needs it, later ones remember it')
  .option('--change-environment', 'allow --environment to differ from the recorded one')
  .option('--database-url <url>', 'the database; DATABASE_URL is better, as it shows in no process list')
  .option('--sql-dir <folder>', 'another sql/ folder than the one of this package')
  .option('--dry-run', 'do everything, say what it was, and roll back')
  .option('--repair', 'put back functions, views, triggers, policies and grants that were changed by hand')
  .option('--lock-timeout <seconds>', 'longest wait for a lock that somebody else holds', seconds, 10)
  .option('--json', 'print the report as one JSON object')
  .action(async (flags: DeployFlags) => {
    const { runDeploy } = await import('./deploy-command.ts')
    exitCode = await runDeploy(flags)
  })

program
  .command('status')
  .description('show what is deployed, what is pending, and what was changed by hand; reads only')
  .option('--database-url <url>', 'the database; DATABASE_URL is better, as it shows in no process list')
  .option('--sql-dir <folder>', 'another sql/ folder than the one of this package')
  .option('--json', 'print it as one JSON object')
  .action(async (flags: StatusFlags) => {
    const { runStatus } = await import('./status-command.ts')
    exitCode = await runStatus(flags)
  })

program
  .command('health')
  .description('show what holds the queue back and what to do about it; reads only')
  .option('--database-url <url>', 'the database; DATABASE_URL is better, as it shows in no process list')
  .option('--all', 'show what is in order, too')
  .option('--json', 'print every finding as one JSON array')
  .action(async (flags: HealthFlags) => {
    const { runHealth } = await import('./health-command.ts')
    exitCode = await runHealth(flags)
  })

program
  .command('contract')
  .description('compare what callers may rely on')
  .command('diff <old> <new>')
  .description(
    'say whether the new contract.lock.json breaks callers of the old one: none, minor or major, and why',
  )
  .option('--json', 'print it as one JSON object')
  .action(async (before: string, after: string, flags: ContractDiffFlags) => {
    const { runContractDiff } = await import('./contract-command.ts')
    exitCode = await runContractDiff(before, after, flags)
  })

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    exitCode = error.exitCode === 0 ? 0 : 2
  } else {
    printError(error)
    exitCode = 1
  }
}
process.exitCode = exitCode

function seconds(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > 86_400) {
    throw new InvalidArgumentError('Give seconds, above 0 and up to 86400.')
  }
  return value
}
