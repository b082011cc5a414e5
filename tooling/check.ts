import { spawn } from 'node:child_process'

/** Everything that `npm run check` holds the tree to. Each runs to its end, so that one run shows all there is. */
const STEPS = [
  { name: 'types', command: ['tsc', '--project', '.'] },
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
  { name: 'skipped tests', command: ['node', 'tooling/check-skips.ts'] },
  { name: 'lock file', command: ['node', 'tooling/complete-lock.ts', '--check'] },
  { name: 'sql', command: ['node', 'tooling/check-sql.ts'] },
  { name: 'contract', command: ['node', 'tooling/check-contract.ts'] },
] as const

async function run([program, ...args]: readonly [string, ...string[]]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit' })
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

const failed: string[] = []
for (const { name, command } of STEPS) {
  const started = performance.now()
  const code = await run(command)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
  if (code !== 0) failed.push(name)
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`)
  process.exitCode = 1
}
