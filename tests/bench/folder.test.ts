import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveReport } from '../../bench/report/folder.ts'
import type { Report } from '../../bench/report/report.ts'

const ORDER = ['lifecycle', 'held']
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function report(suite: string, jobsPerSecond: number, plots: readonly string[] = ['pace']): Report {
  return {
    suite,
    summary: 'what it is',
    columns: [{ key: 'jobsPerSecond', title: 'jobs/s', digits: 0 }],
    rows: [{ contender: 'headgate', situation: 'batch 50', figures: { jobsPerSecond } }],
    comparisons: [],
    notes: [],
    plots: plots.map((name) => ({
      kind: 'bars',
      name,
      title: 'Pace',
      unit: 'jobs/s',
      by: 'situation',
      column: 'jobsPerSecond',
    })),
    setting: {
      command: `npm run bench -- ${suite}`,
      startedAt: '2030-01-01T00:00:00.000Z',
      durationSeconds: 1,
      postgres: '18.4',
      versions: {},
      serverSettings: {},
      commitMs: 1,
      node: '24',
      cpus: 2,
      cpuModel: 'a processor',
      memoryGb: 8,
      system: 'Linux',
    },
  }
}

const page = () => readFileSync(join(folder, 'README.md'), 'utf8')

test('a folder holds each suite, and a page of all in their order', () => {
  const out = join(folder, 'new', 'benchmarks')
  saveReport(out, report('held', 222), ORDER)
  saveReport(out, report('lifecycle', 111), ORDER)
  expect(readdirSync(out).sort()).toEqual([
    'README.md',
    'held-pace.svg',
    'held.json',
    'lifecycle-pace.svg',
    'lifecycle.json',
  ])
  const headings = readFileSync(join(out, 'README.md'), 'utf8').match(/^## (lifecycle|held)$/gm)
  expect(headings).toEqual(['## lifecycle', '## held'])
})

test('measured again, a suite takes the place of what was there, pictures included', () => {
  saveReport(folder, report('held', 111, ['pace', 'cost']), ORDER)
  saveReport(folder, report('held', 999, ['pace']), ORDER)
  expect(page()).toContain('| 999 |')
  expect(page()).not.toContain('| 111 |')
  expect(readdirSync(folder)).not.toContain('held-cost.svg')
})

test('what is no report is left alone', () => {
  writeFileSync(join(folder, 'lifecycle.json'), 'not JSON')
  writeFileSync(join(folder, 'biome.json'), '{}')
  saveReport(folder, report('held', 111), ORDER)
  expect(page()).not.toContain('## lifecycle')
  expect(readFileSync(join(folder, 'lifecycle.json'), 'utf8')).toBe('not JSON')
  expect(readdirSync(folder)).toContain('biome.json')
})
