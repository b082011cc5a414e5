import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { toMarkdown, toPage } from '../../bench/report/markdown.ts'
import { createProgress } from '../../bench/report/progress.ts'
import { fromJson, holds, type Report, reachesAllBars, toJson } from '../../bench/report/report.ts'
import { toTerminal } from '../../bench/report/tables.ts'
import { against } from '../../bench/suites/against.ts'
import { figuresOf, rowOf } from '../../bench/suites/lifecycle-rounds.ts'

const report: Report = {
  suite: 'lifecycle',
  summary: 'what it is',
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
  plots: [
    { kind: 'bars', name: 'pace', title: 'Pace', unit: 'jobs/s', by: 'situation', column: 'jobsPerSecond' },
  ],
  setting: {
    command: 'npm run bench -- lifecycle',
    startedAt: '2030-01-01T00:00:00.000Z',
    durationSeconds: 61.4,
    postgres: '18.4',
    versions: { headgate: '0.1.0', other: '9.9' },
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
  expect(markdown).toContain(
    'What it is. `npm run bench -- lifecycle`, 2030-01-01, 61 s; a commit took 0.50 ms.',
  )
  expect(markdown).toContain('- speed: 1.70, at least 1.5 wanted: yes')
  expect(markdown).toContain('- decay: 1.70, at most 1.5 wanted: **no**')
  expect(markdown).not.toContain('.svg')
})

test('a page has the verdicts of all suites, one place where they were measured, and the pictures', () => {
  const page = toPage([report, { ...report, suite: 'held' }], '../METHODOLOGY.md')
  expect(page).toContain('| lifecycle | speed | 1.70 | at least 1.5 | yes |')
  expect(page).toContain('| held | decay | 1.70 | at most 1.5 | **no** |')
  expect(page).not.toContain('| held | told')
  expect(page).toContain('![Pace](held-pace.svg)')
  expect(page).toContain('(../METHODOLOGY.md)')
  expect(page.match(/\| PostgreSQL \| 18.4: fsync = on \|/g)).toHaveLength(1)
  expect(page).toContain('| other | 9.9 |')
})

test('a page tells suites that were measured elsewhere apart', () => {
  const elsewhere = { ...report, suite: 'held', setting: { ...report.setting, cpus: 64 } }
  const page = toPage([report, elsewhere], '')
  expect(page).toContain('lifecycle:\n\n| | |')
  expect(page).toContain('held:\n\n| | |')
  expect(page).toContain('64 CPUs')
  expect(toPage([], '')).not.toContain('|')
})

test('no name breaks a table', () => {
  const name = 'a|b\n<b>\\'
  const markdown = toMarkdown({ ...report, rows: [{ contender: name, situation: name, figures: {} }] })
  expect(markdown).toContain('\n| a\\|b &lt;b>\\\\ | a\\|b &lt;b>\\\\ |')
})

test('all bars are reached only if each was measured', () => {
  const judged = (value: number | null) => ({
    ...report,
    comparisons: [{ name: '', value, bar: { least: 1 } }],
  })
  expect(reachesAllBars(judged(1))).toBe(true)
  expect(reachesAllBars(judged(0.9))).toBe(false)
  expect(reachesAllBars(judged(null))).toBe(false)
  expect(reachesAllBars({ ...report, comparisons: [{ name: '', value: null, bar: null }] })).toBe(true)
})

test('a report is read back as it was written, and nothing else is taken for one', () => {
  expect(fromJson(toJson(report))).toEqual(report)
  for (const other of [
    '',
    '{',
    '[]',
    'null',
    '{"suite":"held"}',
    toJson(report).replace('"fsync"', '"\u0000').slice(1),
  ])
    expect(fromJson(other)).toBeNull()
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
  const rows = [row('headgate', 300), row('a', 100), row('b', 200)]
  const [judged, ...told] = against(rows, 1.5)
  expect(judged).toMatchObject({ name: 'jobs/s, against the fastest (b)', value: 1.5, bar: { least: 1.5 } })
  expect(told.map(({ name, value }) => [name, value])).toContainEqual(['jobs/s, against a', 3])
  expect(against([row('headgate', 300)], 1.5)).toEqual([])

  const [rival] = against(rows, 1.5, ({ contender }) => contender !== 'b')
  expect(rival).toMatchObject({ name: 'jobs/s, against the fastest (a)', value: 3, bar: { least: 1.5 } })
  expect(against(rows, 1.5, () => false).every(({ bar }) => bar === null)).toBe(true)
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
