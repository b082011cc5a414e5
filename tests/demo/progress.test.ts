import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createProgress, type ProgressState } from '../../demo/progress.ts'

const state: ProgressState = {
  total: 300,
  done: 0,
  deadLettered: 1,
  running: 8,
  retries: 2,
  workers: 4,
  workersKilled: 1,
  provider429: 0,
  windowUsed: 30,
  windowAllowed: 60,
  windowSeconds: 6,
}

function screen(isTTY: boolean, environment: NodeJS.ProcessEnv = {}, columns = 100) {
  const written: string[] = []
  const clock = { now: 0 }
  const stream = { isTTY, columns, write: (chunk: string | Uint8Array) => written.push(String(chunk)) > 0 }
  const progress = createProgress(stream, { environment, now: () => clock.now })
  return { written, clock, progress }
}

describe('progress on a terminal', () => {
  test('draws bars with counts, rate and the time left', () => {
    const { written, clock, progress } = screen(true)
    progress.show(state)
    clock.now = 2000
    progress.show({ ...state, done: 20 })
    const drawn = stripVTControlCharacters(written.at(-1) ?? '')
    expect(drawn).toContain('20/300  6 %  10.0/s  ETA 28 s')
    expect(drawn).toContain('30/60 requests in 6 s')
    expect(drawn).toContain('8 in flight  2 retries  1 dead letters  4 workers (1 killed)  0 429s')
    expect(drawn).toMatch(/█░/)
  })

  test('draws over what it drew, and keeps notes above it', () => {
    const { written, progress } = screen(true)
    progress.show(state)
    progress.note('worker 2 killed')
    const [frame, erase, note, again] = written
    expect(frame?.split('\n')).toHaveLength(4)
    expect(erase).toBe('\r\u001b[3A\u001b[J')
    expect(note).toBe('worker 2 killed\n')
    expect(again).toBe(frame)
  })

  test('leaves the last frame on the screen when it ends', () => {
    const { written, progress } = screen(true)
    progress.show(state)
    progress.end()
    progress.note('done')
    expect(written.slice(1)).toEqual(['done\n'])
  })

  test('never writes a line wider than the terminal, however narrow', () => {
    for (const columns of [20, 50, 80, 200]) {
      const { written, progress } = screen(true, {}, columns)
      progress.show({ ...state, total: 100_000, done: 99_999 })
      const lines = stripVTControlCharacters(written.join('')).split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns)
    }
  })

  test('uses colour, and none under NO_COLOR', () => {
    const drawn = (environment: NodeJS.ProcessEnv) => {
      const { written, progress } = screen(true, environment)
      progress.show(state)
      return written.join('')
    }
    expect(drawn({})).toContain('\u001b[3')
    expect(drawn({ NO_COLOR: '1' })).not.toContain('\u001b')
  })
})

describe('progress elsewhere', () => {
  test('is a plain line now and then, however often there is news', () => {
    const { written, clock, progress } = screen(false)
    for (clock.now = 0; clock.now <= 5000; clock.now += 100) {
      progress.show({ ...state, done: clock.now / 100 })
    }
    expect(written).toHaveLength(3)
    expect(written.join('')).not.toContain('\u001b')
    expect(written[2]).toMatch(/^40\/300 done, 10\.0\/s {2}ETA 26 s, 8 in flight, 2 retries.*\n$/)
  })

  test('ends with the last state even where its line was not yet due', () => {
    const { written, progress } = screen(false)
    progress.show(state)
    progress.show({ ...state, done: 300 })
    progress.end()
    expect(written.at(-1)).toContain('300/300 done, finished')
  })

  test('is what a dumb terminal gets too', () => {
    const { written, progress } = screen(true, { TERM: 'dumb' })
    progress.show(state)
    expect(written.join('')).not.toContain('\u001b')
  })
})
