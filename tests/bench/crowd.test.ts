import { expect, test } from 'vitest'
import type { SqlSession } from '../../bench/contenders/contender.ts'
import { takeThrough } from '../../bench/measure/crowd.ts'
import { interleave } from '../../bench/measure/rounds.ts'

/** A queue in memory; `repeat` says which of its claims gives a job a second time. */
function memoryQueue({ repeat }: { repeat?: number } = {}): SqlSession {
  const waiting: number[] = []
  let next = 1
  let claims = 0
  return {
    enqueue: async (count) => {
      for (let n = 0; n < count; n++) waiting.push(next++)
    },
    claim: async (most) => {
      claims += 1
      const ids = waiting.splice(0, most)
      if (claims === repeat) waiting.unshift(...ids.slice(0, 1))
      return { ids: ids.map(String), complete: async () => {} }
    },
  }
}

const crowdOf = (...sessions: SqlSession[]) => ({ sessions, leave: async () => {} })

test('a round takes exactly as many jobs through their lives as it was told', async () => {
  const queue = memoryQueue()
  const done: number[] = []
  const times = await takeThrough(crowdOf(queue, queue, queue), 103, 10, (count) => done.push(count))
  expect(done.at(-1)).toBe(103)
  expect(times.enqueue).toHaveLength(11)
  expect(times.claim.length).toBeGreaterThanOrEqual(times.complete.length)
})

test('a job that is claimed twice voids the round', async () => {
  const round = takeThrough(crowdOf(memoryQueue({ repeat: 2 })), 50, 10, () => {})
  await expect(round).rejects.toMatchObject({ code: 'miscounted' })
})

test('a call that fails ends the round', async () => {
  const broken = { ...memoryQueue(), claim: () => Promise.reject(new Error('connection lost')) }
  await expect(takeThrough(crowdOf(broken), 50, 10, () => {})).rejects.toThrow('connection lost')
})

test('rounds are played in turns, and the first turn moves on', async () => {
  const played: string[] = []
  const rounds = await interleave(['a', 'b', 'c'], 2, async (entrant, round) => {
    played.push(`${entrant}${round}`)
    return round
  })
  expect(played).toEqual(['a0', 'b0', 'c0', 'b1', 'c1', 'a1'])
  expect(rounds.get('b')).toEqual([0, 1])
})
