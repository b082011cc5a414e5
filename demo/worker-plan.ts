import { z } from 'zod'

/** What a worker process is told when it is started, as JSON in its first argument. */
export const workerPlan = z.object({
  providerUrl: z.url(),
  /** Handlers that run at the same time. */
  concurrency: z.int().positive(),
  /** See keepFresh. */
  freshMs: z.number(),
  seed: z.number(),
  failRate: z.number(),
  /** Texts in the run: which of them fail depends on it. */
  total: z.int().nonnegative(),
})

export type WorkerPlan = z.infer<typeof workerPlan>
