import fc from 'fast-check'
import { calls } from './commands/all.ts'
import { type Real, reset, type TokenLimits } from './database.ts'

/** Each kind of limit alone, and all at once: of several that bind, one that is overlooked hardly shows. */
const limits: fc.Arbitrary<TokenLimits> = fc.constantFrom(
  { tokens: 400, input: null, output: null },
  { tokens: null, input: 300, output: null },
  { tokens: null, input: null, output: 300 },
  { tokens: 400, input: 300, output: 250 },
)

/** After every call of any sequence the database is as the model says, and no invariant is broken. */
export function queueProperty(real: Real): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(calls, limits, async (commands, tokens) => {
    const model = await reset(real, tokens)
    await fc.asyncModelRun(() => ({ model, real }), commands)
  })
}
