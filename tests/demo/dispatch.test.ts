import { expect, test } from 'vitest'
import { dispatchSpread } from '../../demo/dispatch.ts'

function grant(requestId: string, at: number) {
  return { requestId, at }
}

function call(request_id: string | null, at: number) {
  return { request_id, at, finished_at: null, tokens: 1 }
}

test('the dispatch spread is how much longer the slowest call took than the fastest, whatever the clocks', () => {
  const grants = [grant('1.1', 1000), grant('2.1', 1010), grant('3.1', 1020)]
  const calls = [call('1.1', 905), call('2.1', 960), call('3.1', 930)]
  expect(dispatchSpread(grants, calls)).toBe(45)
})

test('the dispatch spread passes over what it cannot match', () => {
  const grants = [grant('1.1', 1000), grant('2.1', 1000), grant('2.1', 5000), grant('3.1', 1000)]
  const calls = [call('1.1', 1005), call('2.1', 5003), call(null, 9000), call('4.1', 9000)]
  expect(dispatchSpread(grants, calls)).toBe(0)
  expect(dispatchSpread([], calls)).toBeNull()
})
