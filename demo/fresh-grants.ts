import type { Transport } from '../client/transport.ts'
import { type Handler, RetryLater } from '../client/worker.ts'

export type FreshGrants = {
  /** The same transport, which notes when each claim was sent. */
  readonly transport: Transport
  /** The same handler, started only while the capacity granted to its job is fresh. */
  guard(handler: Handler): Handler
}

/**
 * A call that leaves much later than its grant falls into a window in which it was not counted. So a grant that
 * came more than `freshMs` milliseconds later than the fastest one is not used: its job goes back in line.
 *
 * A grant is as old as the question for it, at most: that needs no clock of the database, and the fastest answer
 * tells how far away the database is.
 */
export function keepFresh(transport: Transport, freshMs: number): FreshGrants {
  const askedAt = new Map<unknown, number>()
  let fastest = Number.POSITIVE_INFINITY

  function lateness(jobId: unknown): number {
    const age = performance.now() - (askedAt.get(jobId) ?? performance.now())
    askedAt.delete(jobId)
    fastest = Math.min(fastest, age)
    return age - fastest
  }

  return {
    transport: {
      ...transport,
      async call(call) {
        const at = performance.now()
        const rows = await transport.call(call)
        if (call.function.name === 'claim_jobs') for (const { jobId } of rows) askedAt.set(jobId, at)
        return rows
      },
    },
    guard: (handler) => async (job, context) => {
      const late = lateness(job.id)
      if (late > freshMs) throw new RetryLater(`the grant came ${Math.round(late)} ms late`)
      return await handler(job, context)
    },
  }
}
