import fc from 'fast-check'
import { calls } from './commands/all.ts'
import { type Kinds, type Real, reset } from './database.ts'

const kinds: fc.Arbitrary<Kinds> = fc.constantFrom(null, { input: 300, output: 250 })

/** After every call of any sequence the database is as the model says, and no invariant is broken. */
export function queueProperty(real: Real): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(calls, kinds, async (commands, limits) => {
    const model = await reset(real, limits)
    await fc.asyncModelRun(() => ({ model, real }), commands)
  })
}
