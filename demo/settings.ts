import { Command, type CommanderError, Option } from 'commander'
import { DemoError } from './errors.ts'
import { share, wholeNumber } from './options.ts'
import type { ProviderLimits } from './provider/limits.ts'
import { checkProviderLimits } from './provider/limits.ts'

/** What the person asked for. */
export type Settings = {
  /** How many texts to summarise; all of them where it is left out, some again where it is more. */
  readonly jobs: number | undefined
  /** A folder or a JSONL file; the corpus of the demo where it is left out. */
  readonly input: string | undefined
  readonly workers: number
  readonly kill: number
  readonly failRate: number
  readonly seed: number
  readonly limits: ProviderLimits
  /** Milliseconds by which calls may differ in how long they take from their grant to the provider. */
  readonly skewAllowanceMs: number
  readonly json: boolean
  readonly results: boolean
  readonly fresh: boolean
}

const DESCRIPTION = [
  'Summarises some hundreds of real texts through a job queue in PostgreSQL and an API that enforces its limits',
  'strictly, while handlers fail and workers are killed; then counts what was lost, done twice or refused.',
].join(' ')

const AFTER = `
Environment:
  DATABASE_URL   the database to use instead of the embedded server, such as
                 postgres://user:password@host:5432/database

Exit codes:
  0    every job finished once, and the provider refused no call
  1    a promise was broken, or something failed
  2    wrongly called
  130  interrupted by Ctrl-C; the next run takes up what is left

Examples:
  npm start
  npm start -- --jobs 100 --requests-per-minute 1200
  npm start -- --input notes/ --results
  npm start -- --json 2>/dev/null | tail -n 1`

/**
 * Reads the command line; prints help and ends the process where that was asked.
 *
 * @throws DemoError `invalid_option`
 */
export function readSettings(args: readonly string[]): Settings {
  const options = command()
    .parse([...args], { from: 'user' })
    .opts()
  return {
    jobs: options.jobs,
    input: options.input,
    workers: options.workers,
    kill: options.kill,
    failRate: options.failRate,
    seed: options.seed,
    json: options.json ?? false,
    results: options.results ?? false,
    skewAllowanceMs: options.skewAllowance,
    fresh: options.fresh ?? false,
    limits: checkProviderLimits({
      requestsPerMinute: options.requestsPerMinute,
      tokensPerMinute: options.tokensPerMinute,
      shortWindowSeconds: options.shortWindow,
      concurrency: options.concurrency,
    }),
  }
}

function refuse(error: CommanderError): never {
  if (error.exitCode === 0) process.exit(0)
  throw new DemoError('invalid_option', error.message.replace(/^error: /, ''), 'See npm start -- --help.')
}

function command() {
  const number = (flags: string, about: string, least: number, most: number) =>
    new Option(flags, about).argParser(wholeNumber(flags.split(' ')[0] ?? '', least, most))
  return new Command()
    .name('npm start --')
    .description(DESCRIPTION)
    .helpOption('-h, --help', 'show this')
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ writeErr: () => {} })
    .exitOverride(refuse)
    .addOption(number('--jobs <n>', 'how many texts (default: all of them)', 1, 100_000))
    .option('--input <path>', 'a folder of .txt or .md files, or a JSONL file of {"text": …}')
    .addOption(number('--workers <n>', 'worker processes', 1, 16).default(4))
    .addOption(number('--kill <n>', 'workers to kill with SIGKILL while they hold jobs', 0, 1000).default(2))
    .addOption(
      new Option('--fail-rate <share>', 'share of first attempts that fail')
        .argParser(share('--fail-rate'))
        .default(0.03),
    )
    .addOption(number('--requests-per-minute <n>', 'what the provider allows', 1, 1_000_000).default(440))
    .addOption(number('--tokens-per-minute <n>', 'what the provider allows', 1, 1e10).default(1_000_000))
    .addOption(
      number('--short-window <seconds>', 'stretch in which it allows only its share', 1, 60).default(15),
    )
    .addOption(number('--concurrency <n>', 'calls that it allows at a time', 1, 10_000).default(12))
    .addOption(number('--skew-allowance <ms>', 'how unevenly calls may reach it', 100, 10_000).default(400))
    .addOption(number('--seed <n>', 'what fails, what is slow: the same again', 0, 2 ** 32 - 1).default(1))
    .option('--results', 'print the summaries that were written')
    .option('--fresh', 'drop what earlier runs left in the embedded server')
    .option('--json', 'progress on stderr; the last line of stdout is the figures as JSON')
    .addHelpText('after', AFTER)
}
