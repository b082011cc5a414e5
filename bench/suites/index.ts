import { backlog } from './backlog.ts'
import { capacity } from './capacity.ts'
import { gated } from './gated.ts'
import { held } from './held.ts'
import { latency } from './latency.ts'
import { lifecycle } from './lifecycle.ts'
import { lifecycleWorkers } from './lifecycle-workers.ts'
import { producers } from './producers.ts'
import { soak } from './soak.ts'
import type { Suite } from './suite.ts'

/** Every suite by its name, with what it finds out. */
export const SUITES: Readonly<Record<string, { readonly summary: string; readonly run: Suite }>> = {
  lifecycle: { summary: 'enqueue, claim, complete in batches, in SQL', run: lifecycle },
  'lifecycle-workers': { summary: 'the same through TypeScript workers', run: lifecycleWorkers },
  held: { summary: 'throughput while somebody leaves a transaction open', run: held },
  backlog: { summary: 'claims with millions of jobs in the way', run: backlog },
  latency: { summary: 'from enqueue to the start of the handler', run: latency },
  producers: { summary: 'enqueueing by 1, 8 and 32 producers', run: producers },
  gated: { summary: 'claims that take capacity against claims that do not', run: gated },
  capacity: { summary: 'acquire and release on one hot endpoint', run: capacity },
  soak: { summary: 'half of full load for minutes, half of them with a transaction held', run: soak },
}
