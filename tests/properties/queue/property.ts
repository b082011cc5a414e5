import fc from 'fast-check'
import { calls } from './commands/all.ts'
import { type Real, reset } from './database.ts'

/** After every call of any sequence the database is as the model says, and no invariant is broken. */
export function queueProperty(real: Real): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(calls, async (commands) => {
    const model = await reset(real)
    await fc.asyncModelRun(() => ({ model, real }), commands)
  })
}
