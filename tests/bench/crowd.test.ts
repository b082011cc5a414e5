import { expect, test } from 'vitest'
import type { SqlSession } from '../../bench/contenders/contender.ts'
import { live, noTimes, takeThrough, warmUp } from '../../bench/measure/crowd.ts'
import { interleave } from '../../bench/measure/rounds.ts'

/** A queue in memory; `repeat` says which of its claims gives a job a second time. */
function memoryQueue({ repeat }: { repeat?: number } = {}): SqlSession {
  const waiting: number[] = []
  let next = 1
  let claims = 0
  return {
    enqueue: async (count) => {
      const added = Array.from({ length: count }, () => next++)
      waiting.push(...added)
      return added.map(String)
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
  expect(times.claim).toHaveLength(times.complete.length)
})

test('a claim that gives nothing is not timed', async () => {
  const times = noTimes()
  let turns = 0
  const load = { want: () => 0, isOver: () => turns++ === 3, onDone: () => {} }
  await live(memoryQueue(), 10, load, times)
  expect(times).toEqual(noTimes())
})

test('a crowd is warm once each of its sessions has had its turns', async () => {
  const enqueues = [0, 0]
  const queue = memoryQueue()
  const counted = (n: number): SqlSession => ({
    ...queue,
    enqueue: async (count) => {
      enqueues[n] = (enqueues[n] ?? 0) + 1
      return queue.enqueue(count)
    },
  })
  await warmUp(crowdOf(counted(0), counted(1)), 10)
  expect(Math.min(...enqueues)).toBeGreaterThan(5)
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
