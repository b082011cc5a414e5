import { expect, test } from 'vitest'
import { toJson } from '../../client/json.ts'
import { describeError } from '../../client/worker/describe-error.ts'
import { createWorker } from '../../client/worker.ts'

test('an error is told with its causes, its code and its frames, within bounds', () => {
  const cause = Object.assign(new Error('inner'), { code: 42 })
  const report = describeError(new RangeError('x'.repeat(5000), { cause }))
  expect(report).toMatchObject({ name: 'RangeError', cause: { name: 'Error', message: 'inner', code: 42 } })
  expect(report.message).toHaveLength(2001)
  expect(report.stack).toMatch(/^\s+at .*reports\.test\.ts/)
  expect(report.stack).not.toContain('xxx')
  expect(report.cause).not.toHaveProperty('stack')
})

test('an error that is its own cause has an end', () => {
  const error = new Error('round')
  error.cause = error
  expect(toJson(describeError(error)).length).toBeLessThan(10_000)
})

test.each([
  ['a text', 'just text', 'just text'],
  ['an object', { code: 7 }, '{"code":7}'],
  ['nothing', undefined, 'undefined'],
  ['what JSON refuses', 10n, '10'],
])('%s that was thrown is told as well as it can be', (_, thrown, message) => {
  expect(describeError(thrown)).toEqual({ name: 'NotAnError', message })
})

test('what PostgreSQL cannot store is replaced', () => {
  const report = describeError(new Error('nul\0 and half \uD83D'))
  expect(report.message).toBe('nul\uFFFD and half \uFFFD')
  expect(() => toJson(report)).not.toThrow()
})

test.each([
  [{ handlers: {} }, 'handlers'],
  [{ concurrency: 0 }, 'concurrency'],
  [{ concurrency: 2.5 }, 'concurrency'],
  [{ concurrency: Number.NaN }, 'concurrency'],
  [{ name: '' }, 'name'],
  [{ name: 'x'.repeat(201) }, 'name'],
  [{ pollIntervalMs: Number.NaN }, 'pollIntervalMs'],
  [{ tickIntervalMs: -1 }, 'tickIntervalMs'],
  [{ settleWithinMs: 1001 }, 'settleWithinMs'],
  [{ leaseSeconds: 0.5 }, 'leaseSeconds'],
])('a worker is not made of %j', (options, named) => {
  const database = { call: async () => [] }
  const make = () => createWorker({ database, handlers: { plain: async () => {} }, ...options })
  expect(make).toThrow(
    expect.objectContaining({
      code: 'worker_misconfigured',
      message: expect.stringContaining(named),
      hint: expect.stringContaining('Give'),
    }),
  )
})
