import { describe, expect, test } from 'vitest'
import { percentile } from '../../demo/percentile.ts'
import { type LedgerJob, type RunRecord, summariseRun } from '../../demo/run-summary.ts'
import { renderSummary, summaryLine } from '../../demo/summary.ts'

function job(jobId: string, more: Partial<LedgerJob> = {}): LedgerJob {
  const usual = {
    retries: 0,
    reclaims: 0,
    reschedules: 0,
    completions: 1,
    waitMs: 10,
    runMs: 300,
    estimatedTokens: 100,
  }
  return { jobId, state: 'completed', ...usual, ...more }
}

function record(more: Partial<RunRecord> = {}): RunRecord {
  return {
    runId: 'r1',
    enqueued: ['1', '2'],
    ledger: [job('1'), job('2')],
    results: ['1', '2'],
    workers: 4,
    workersKilled: 2,
    leftovers: 0,
    provider429: 0,
    provider429ByLimit: {},
    dispatchSpread: 40,
    skewAllowanceMs: 300,
    tokensActual: 150,
    utilisation: { limit: 'requests', share: 0.96789 },
    elapsedSeconds: 41.26,
    ...more,
  }
}

describe('the summary of a run', () => {
  test('counts nothing as lost or doubled where all is well', () => {
    expect(summariseRun(record())).toMatchObject({ jobs: 2, completed: 2, lost: 0, completed_twice: 0 })
  })

  test.each<[string, Partial<RunRecord>]>([
    ['the ledger does not know', { ledger: [job('1')] }],
    ['is still queued', { ledger: [job('1'), job('2', { state: 'queued' })] }],
    ['is still running', { ledger: [job('1'), job('2', { state: 'running' })] }],
    ['completed without leaving a result', { results: ['1'] }],
  ])('counts a job as lost that %s', (_, more) => {
    expect(summariseRun(record(more)).lost).toBe(1)
  })

  test('a dead letter is not lost, nor is a cancelled job', () => {
    const ledger = [job('1', { state: 'dead_lettered' }), job('2', { state: 'cancelled' })]
    expect(summariseRun(record({ ledger, results: [] }))).toMatchObject({
      lost: 0,
      dead_lettered: 1,
      cancelled: 1,
    })
  })

  test.each<[string, Partial<RunRecord>]>([
    ['the audit trail has two completions', { ledger: [job('1'), job('2', { completions: 2 })] }],
    ['there are two results', { results: ['1', '2', '2'] }],
    ['both', { ledger: [job('1'), job('2', { completions: 2 })], results: ['1', '2', '2'] }],
  ])('counts a job as completed twice once where %s', (_, more) => {
    expect(summariseRun(record(more)).completed_twice).toBe(1)
  })

  test('adds up retries, reclaims and tokens', () => {
    const ledger = [job('1', { retries: 2, reclaims: 1 }), job('2', { retries: 1, reclaims: 2 })]
    expect(summariseRun(record({ ledger }))).toMatchObject({
      retried: 2,
      reclaimed: 3,
      tokens_estimated: 200,
      tokens_actual: 150,
      utilisation: 0.9679,
      elapsed_seconds: 41.3,
    })
  })

  test('as JSON is one line with every promised key', () => {
    const line = summaryLine(summariseRun(record()))
    expect(line).not.toContain('\n')
    for (const key of ['jobs', 'completed', 'dead_lettered', 'lost', 'completed_twice', 'provider_429']) {
      expect(JSON.parse(line)).toHaveProperty(key)
    }
    expect(JSON.parse(line)).toMatchObject({ utilisation: 0.9679, workers_killed: 2 })
  })

  test('for people fits a terminal of 80 columns and shows what matters', () => {
    const text = renderSummary(summariseRun(record()))
    expect(text).toMatch(/lost +0/)
    expect(text).toMatch(/utilisation +96\.8 % of requests/)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  test('says where the run was too short to measure utilisation', () => {
    expect(renderSummary(summariseRun(record({ utilisation: null })))).toContain('run too short')
  })
})

describe('a percentile', () => {
  test('is the nearest rank, in any order', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(percentile(values, 0.5)).toBe(50)
    expect(percentile(values, 0.95)).toBe(95)
    expect(percentile([7.4], 0.95)).toBe(7)
    expect(percentile([], 0.5)).toBeNull()
  })
})
