import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../../bench/main.ts')

function bench(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('help lists every suite', () => {
  const { status, stdout } = bench('--help')
  expect(status).toBe(0)
  for (const suite of [
    'lifecycle',
    'lifecycle-workers',
    'held',
    'backlog',
    'latency',
    'producers',
    'gated',
    'capacity',
    'audit',
    'keys',
    'soak',
    'all',
  ])
    expect(stdout).toMatch(new RegExp(`^  ${suite} `, 'm'))
})

test.each([
  [['lifecycle', '--jobs', '5'], '--jobs is "5"'],
  [['lifecycle', '--peers', 'river'], '"river"'],
  [['all', '--peers', 'river'], '"river"'],
  [['lifecycle', '--out', '/dev/null/x'], '--out /dev/null/x cannot be made'],
  [['speed'], 'there is no suite "speed"'],
  [['constructor'], 'there is no suite "constructor"'],
  [[], "missing required argument 'suite'"],
  [['lifecycle', '--fast'], "unknown option '--fast'"],
])('a wrong call %j is refused before a server starts', (args, problem) => {
  const { status, stderr } = bench(...args)
  expect(status).toBe(2)
  expect(stderr).toContain(problem)
  expect(stderr).not.toContain('PostgreSQL')
})
