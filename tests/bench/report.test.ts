import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createProgress } from '../../bench/report/progress.ts'
import { holds, type Report, toJson } from '../../bench/report/report.ts'
import { toMarkdown, toTerminal } from '../../bench/report/tables.ts'
import { compare, figuresOf, rowOf } from '../../bench/suites/lifecycle.ts'

const report: Report = {
  suite: 'lifecycle',
  columns: [
    { key: 'jobsPerSecond', title: 'jobs/s', digits: 0 },
    { key: 'cpuMsPerJob', title: 'CPU ms/job', digits: 3 },
    { key: 'nobodyHas', title: 'nobody has', digits: 0 },
  ],
  rows: [
    { contender: 'headgate', situation: 'batch 50', figures: { jobsPerSecond: 12345.6, cpuMsPerJob: 0.05 } },
    { contender: 'other', situation: 'batch 50', figures: { jobsPerSecond: 987, cpuMsPerJob: null } },
  ],
  comparisons: [
    { name: 'speed', value: 1.7, bar: { least: 1.5 } },
    { name: 'decay', value: 1.7, bar: { most: 1.5 } },
    { name: 'told', value: null, bar: null },
  ],
  notes: ['a note'],
  setting: {
    command: 'npm run bench -- lifecycle',
    startedAt: '2030-01-01T00:00:00.000Z',
    durationSeconds: 61.4,
    postgres: '18.4',
    serverSettings: { fsync: 'on' },
    commitMs: 0.5,
    node: '24.0.0',
    cpus: 2,
    cpuModel: 'a processor',
    memoryGb: 8,
    system: 'Linux 6',
  },
}

test('a table has a column for what somebody has, and says what is missing', () => {
  const lines = stripVTControlCharacters(toTerminal(report)).split('\n')
  expect(lines.slice(0, 3)).toEqual([
    'contender  situation  jobs/s  CPU ms/job',
    'headgate   batch 50   12,346       0.050',
    'other      batch 50      987           –',
  ])
  expect(lines).toContain('✓ speed: 1.70 (at least 1.5 wanted)')
  expect(lines).toContain('✗ decay: 1.70 (at most 1.5 wanted)')
  expect(lines).toContain('  told: not measured')
})

test('the Markdown names the command that made it', () => {
  const markdown = toMarkdown(report)
  expect(markdown).toContain('| contender | situation | jobs/s | CPU ms/job |\n| --- | --- | ---: | ---: |')
  expect(markdown).toContain('`npm run bench -- lifecycle`: PostgreSQL 18.4, 2 CPUs')
})

test('the JSON is one line that holds everything', () => {
  const json = toJson(report)
  expect(json).not.toContain('\n')
  expect(JSON.parse(json)).toMatchObject({
    suite: 'lifecycle',
    rows: report.rows,
    comparisons: [{ holds: true }, { holds: false }, { holds: null }],
    setting: { postgres: '18.4', serverSettings: { fsync: 'on' } },
  })
})

test('a bar is reached exactly at its value', () => {
  expect(holds({ name: '', value: 0.9, bar: { least: 0.9 } })).toBe(true)
  expect(holds({ name: '', value: 0.91, bar: { most: 0.9 } })).toBe(false)
  expect(holds({ name: '', value: null, bar: { most: 0.9 } })).toBeNull()
})

test('a round is told per job, and rounds by their medians', () => {
  const usage = { seconds: 2, cpuMs: 50, walBytes: 100_000 }
  const round = figuresOf(usage, 100, { enqueue: [1, 2, 3], claim: [4], complete: [] })
  expect(round).toMatchObject({
    jobsPerSecond: 50,
    cpuMsPerJob: 0.5,
    walBytesPerJob: 1000,
    enqueueP50: 2,
    claimP99: 4,
    completeP50: null,
  })
  const rows = [{ jobsPerSecond: 1 }, { jobsPerSecond: 5 }, { jobsPerSecond: 2 }]
  expect(rowOf({ name: 'x' }, 'y', rows)).toMatchObject({ figures: { jobsPerSecond: 2 } })
})

test('the first contender is held to the bar against the fastest of the others', () => {
  const row = (contender: string, jobsPerSecond: number) =>
    rowOf({ name: contender }, '', [{ jobsPerSecond, cpuMsPerJob: 1 / jobsPerSecond }])
  const [judged, ...told] = compare([row('headgate', 300), row('a', 100), row('b', 200)])
  expect(judged).toMatchObject({ value: 1.5, bar: { least: 1.5 } })
  expect(told.map(({ name, value }) => [name, value])).toContainEqual(['jobs/s, against a', 3])
  expect(compare([row('headgate', 300)])).toEqual([])
})

test('where nobody watches, progress is a line now and then', () => {
  let now = 0
  const lines: string[] = []
  const stream = { write: (text: string | Uint8Array) => lines.push(String(text)) > 0 }
  const progress = createProgress(stream, () => now)
  for (; now < 5000; now += 10) progress.show('held', now, 10_000)
  progress.show('soak')
  progress.end()
  expect(lines).toEqual([
    'held  0 of 10,000  0 %\n',
    'held  2,000 of 10,000  20 %\n',
    'held  4,000 of 10,000  40 %\n',
    'soak\n',
  ])
})
