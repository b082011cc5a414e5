import { describe, expect, test, vi } from 'vitest'
import type { FunctionCall, Row, Transport } from '../../client/transport.ts'
import { type Handler, type Job, type JobContext, RetryLater } from '../../client/worker.ts'
import { keepFresh } from '../../demo/fresh-grants.ts'
import { claimJobsFunction } from '../../generated/index.ts'

const claim: FunctionCall = { function: claimJobsFunction, arguments: [] }

/** A database that takes so many milliseconds to answer a claim, with one job. */
function setting(freshMs: number) {
  let now = 1000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  let answerMs = 0
  const transport: Transport = {
    async call(): Promise<readonly Row[]> {
      now += answerMs
      return [{ jobId: 1n }]
    },
  }
  const grants = keepFresh(transport, freshMs)
  const handler: Handler = async () => 'done'
  return async (takes: { readonly answerMs: number; readonly startMs?: number }): Promise<unknown> => {
    answerMs = takes.answerMs
    await grants.transport.call(claim)
    now += takes.startMs ?? 0
    return await grants.guard(handler)({ id: 1n } as unknown as Job, {} as JobContext)
  }
}

describe('a guarded handler', () => {
  test('runs while the grant is fresh', async () => {
    const work = setting(100)
    expect(await work({ answerMs: 5 })).toBe('done')
    expect(await work({ answerMs: 60, startMs: 40 })).toBe('done')
  })

  test('puts the job back, without a failed attempt, once the grant is stale', async () => {
    const work = setting(100)
    await work({ answerMs: 5 })
    await expect(work({ answerMs: 5, startMs: 101 })).rejects.toThrow(RetryLater)
    await expect(work({ answerMs: 106 })).rejects.toMatchObject({ countsAttempt: false })
    expect(await work({ answerMs: 5 })).toBe('done')
  })

  test('takes a database that is far away for what it is', async () => {
    const work = setting(100)
    expect(await work({ answerMs: 900 })).toBe('done')
    expect(await work({ answerMs: 950 })).toBe('done')
  })
})
