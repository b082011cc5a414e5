import { expect } from 'vitest'

/** What a promise is rejected with; that it is not is a failure. */
export const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('the call succeeded'),
    (error: unknown) => error,
  )
