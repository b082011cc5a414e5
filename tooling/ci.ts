import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'

/** What one step of CI came to. A step that is no test runner counts as one test. */
interface Tally {
  readonly passed: number
  readonly failed: number
}

interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  /** Reads the tally after the command ended with a code. */
  readonly tally?: (code: number, lastLine: string) => Tally
}

const REPORTS = '.headgate/ci'
const one = (ok: boolean): Tally => (ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })

/** A step of vitest, counted by its JSON report; one that failed without a failed test (a crash) is one failure. */
function tests(name: string, script: string, folders: readonly string[] = [], env: Step['env'] = {}): Step {
  const report = `${REPORTS}/${name.replaceAll(' ', '-')}.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return {
    name,
    command: ['npm', 'run', script, '--', ...reporters, ...folders],
    env,
    tally: (code) => fromReport(report, code),
  }
}

function fromReport(file: string, code: number): Tally {
  try {
    const report: { numPassedTests: number; numFailedTests: number } = JSON.parse(readFileSync(file, 'utf8'))
    const { numPassedTests: passed, numFailedTests: failed } = report
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
  } catch {
    return one(false)
  }
}

/** The main job holds what it promises, measured by itself and judged here. */
function fromMainJob(code: number, lastLine: string): Tally {
  if (code !== 0) return one(false)
  const summary: Record<string, number> = JSON.parse(lastLine)
  const verdicts = {
    'no job is lost': summary.lost === 0,
    'none is completed twice': summary.completed_twice === 0,
    'the provider never answered 429': summary.provider_429 === 0,
    'at least two workers were killed': (summary.workers_killed ?? 0) >= 2,
  }
  for (const [verdict, holds] of Object.entries(verdicts))
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${verdict}`)
  console.log(`     ${summary.utilisation} of the allowed rate was used`)
  const passed = Object.values(verdicts).filter(Boolean).length
  return { passed, failed: Object.keys(verdicts).length - passed }
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

async function run({ command: [program, ...args], env }: Step): Promise<{ code: number; lastLine: string }> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  let tail = ''
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk)
    tail = (tail + chunk.toString('utf8')).slice(-100_000)
  })
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  return { code, lastLine: tail.trimEnd().split('\n').at(-1) ?? '' }
}

rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })
let passed = 0
let failed = 0
for (const step of STEPS) {
  console.log(`\n== ${step.name}`)
  const started = performance.now()
  const { code, lastLine } = await run(step)
  const tally = step.tally?.(code, lastLine) ?? one(code === 0)
  passed += tally.passed
  failed += tally.failed
  console.log(
    `== ${step.name}: ${tally.passed} passed, ${tally.failed} failed (${Math.round((performance.now() - started) / 1000)} s)`,
  )
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
