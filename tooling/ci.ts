import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'

/** What one step of CI came to, and what is to be said of each failure. A step that is no test runner counts as one test. */
interface Tally {
  readonly passed: number
  readonly failed: number
  readonly failures: readonly string[]
}

/** How the command of a step ended, and the last of what it wrote to either stream and to standard output alone. */
interface Ended {
  readonly code: number
  readonly tail: string
  readonly lastLine: string
}

interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  /** Reads the tally after the command ended. */
  readonly tally?: (ended: Ended) => Tally
}

/** The parts of vitest's JSON report that are read here. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const REPORTS = '.headgate/ci'
const lastLines = (text: string, count: number): string => text.trimEnd().split('\n').slice(-count).join('\n')

/** A dumped object may take a line of many thousand characters. */
const brief = (text: string): string =>
  text
    .split('\n')
    .slice(0, 60)
    .map((line) => line.slice(0, 400))
    .join('\n')

const one = ({ code, tail }: Ended): Tally =>
  code === 0
    ? { passed: 1, failed: 0, failures: [] }
    : { passed: 0, failed: 1, failures: [lastLines(tail, 40)] }

/** A step of vitest, counted by its JSON report; one that failed without a failed test (a crash) is one failure. */
function tests(name: string, script: string, folders: readonly string[] = [], env: Step['env'] = {}): Step {
  const report = `${REPORTS}/${name.replaceAll(' ', '-')}.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return {
    name,
    command: ['npm', 'run', script, '--', ...reporters, ...folders],
    env,
    tally: (ended) => fromReport(report, ended),
  }
}

function fromReport(file: string, ended: Ended): Tally {
  let report: Report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return one({ ...ended, code: 1 })
  }
  const { numPassedTests: passed, numFailedTests: failed } = report
  const failures = report.testResults.flatMap(failuresOf)
  if (ended.code === 0 || failed > 0) return { passed, failed, failures }
  return { passed, failed: 1, failures: failures.length > 0 ? failures : one(ended).failures }
}

function failuresOf({ name, status, message, assertionResults }: Report['testResults'][number]): string[] {
  const file = relative('.', name)
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (failed.length === 0) return status === 'failed' ? [`${file}\n${message}`] : []
  return failed.map(({ fullName, failureMessages }) => {
    const lines = failureMessages.join('\n').split('\n')
    return [`${file} > ${fullName}`, ...lines.filter((line) => !/^ +at .*node_modules/.test(line))].join('\n')
  })
}

/** The main job holds what it promises, measured by itself and judged here. */
function fromMainJob(ended: Ended): Tally {
  if (ended.code !== 0) return one(ended)
  const summary: Record<string, number> = JSON.parse(ended.lastLine)
  const verdicts = {
    'no job is lost': summary.lost === 0,
    'none is completed twice': summary.completed_twice === 0,
    'the provider never answered 429': summary.provider_429 === 0,
    'at least two workers were killed': (summary.workers_killed ?? 0) >= 2,
  }
  for (const [verdict, holds] of Object.entries(verdicts))
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${verdict}`)
  console.log(`     ${summary.utilisation} of the allowed rate was used`)
  const failures = Object.entries(verdicts).flatMap(([verdict, holds]) =>
    holds ? [] : [`not so: ${verdict}\n${JSON.stringify(summary)}`],
  )
  return { passed: Object.keys(verdicts).length - failures.length, failed: failures.length, failures }
}

/** What may differ from one version of PostgreSQL to another. */
const OF_THE_SERVER = ['functions', 'codegen', 'contract', 'deploy', 'ledger', 'privileges'].map(
  (folder) => `tests/${folder}/`,
)

const STEPS: readonly Step[] = [
  { name: 'check', command: ['npm', 'run', '--silent', 'check'] },
  { name: 'generated files are current', command: ['npm', 'run', '--silent', 'codegen', '--', '--check'] },
  {
    name: 'generated files are current, says PGlite',
    command: ['npm', 'run', '--silent', 'codegen', '--', '--check', '--pglite'],
  },
  tests('tests', 'test'),
  { name: 'nulls observed', command: ['node', 'tooling/check-nulls.ts'] },
  tests('the package as others get it', 'test:package'),
  { name: 'other servers', command: ['npm', 'ci', '--prefix', 'tests/servers'] },
  ...['14', '15', '16', '17'].map((major) =>
    tests(`PostgreSQL ${major}`, 'test', OF_THE_SERVER, { HEADGATE_TEST_POSTGRES: major }),
  ),
  {
    name: 'main job',
    command: ['npm', 'start', '--silent', '--', '--fresh', '--json'],
    tally: fromMainJob,
  },
]

async function run({ command: [program, ...args], env }: Step): Promise<Ended> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let tail = ''
  let answer = ''
  const keep = (kept: string, chunk: Buffer) => (kept + chunk.toString('utf8')).slice(-100_000)
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk)
    tail = keep(tail, chunk)
    answer = keep(answer, chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk)
    tail = keep(tail, chunk)
  })
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  return { code, tail, lastLine: lastLines(answer, 1) }
}

rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })
let passed = 0
let failed = 0
const failures: string[] = []
for (const step of STEPS) {
  console.log(`\n== ${step.name}`)
  const started = performance.now()
  const ended = await run(step)
  const tally = (step.tally ?? one)(ended)
  passed += tally.passed
  failed += tally.failed
  failures.push(...tally.failures.map((failure) => `${step.name}: ${failure}`))
  console.log(
    `== ${step.name}: ${tally.passed} passed, ${tally.failed} failed (${Math.round((performance.now() - started) / 1000)} s)`,
  )
}
// Told once more at the end, where whoever reads the log looks first.
for (const failure of failures) console.log(`\nFAILED ${brief(failure)}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
