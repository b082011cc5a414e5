import fc from 'fast-check'
import type { Stage } from './database.ts'
import { endAll, finish, raise, take } from './play.ts'
import { regressions } from './regressions.ts'
import { type Step, scripts } from './steps.ts'

/** What is tried before anything that comes by chance. */
export const examples: [Step[]][] = regressions.map((script) => [[...script]])

/** Whatever callers do in turns, no invariant is ever broken, and in the end every job was claimed as often as it stood in line. */
export function headsProperty(stage: Stage): fc.IAsyncProperty<[Step[]]> {
  return fc.asyncProperty(scripts, async (script) => {
    const play = await raise(stage)
    try {
      for (const step of script) await take(play, step)
      await finish(play)
    } finally {
      await endAll(play, 'rollback')
    }
  })
}
