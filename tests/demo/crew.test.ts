import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Crew, startCrew } from '../../demo/crew.ts'

const crews: Crew[] = []
afterEach(async () => {
  await Promise.all(crews.splice(0).map((crew) => crew.drain()))
})

async function start(mode: string, size = 2, notes: string[] = []): Promise<Crew> {
  const crew = await startCrew({
    size,
    file: join(import.meta.dirname, 'fixtures/worker.ts'),
    args: [mode],
    prefix: 'w',
    note: (line) => notes.push(line),
  })
  crews.push(crew)
  return crew
}

describe('the crew', () => {
  test('kills a worker that holds jobs, counts it and starts another', async () => {
    const crew = await start('busy')
    expect(await crew.killOne()).toEqual({ worker: 'w-1', held: 2, replacement: 'w-3' })
    expect(crew.size()).toBe(2)
    expect(crew.killed()).toBe(1)
  })

  test('kills nobody while nobody holds a job', async () => {
    const crew = await start('idle')
    expect(await crew.killOne()).toBeNull()
    expect(crew.killed()).toBe(0)
  })

  test('is gone once drained, also the second time', async () => {
    const crew = await start('busy')
    await crew.drain()
    await crew.drain()
    expect(crew.size()).toBe(0)
  })

  test('says what a worker said that cannot start', async () => {
    await expect(start('broken')).rejects.toMatchObject({
      code: 'worker_unavailable',
      hint: expect.stringContaining('no database'),
    })
  })

  test('replaces workers that end by themselves, but gives up when they keep doing so', async () => {
    const notes: string[] = []
    const crew = await start('short-lived', 1, notes)
    await expect(crew.failed).rejects.toMatchObject({ code: 'worker_unavailable' })
    expect(notes).toHaveLength(6)
    expect(notes[0]).toContain('w-1 ended by itself')
  })
})
