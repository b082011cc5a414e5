import type { Sizes } from '../options.ts'
import { audit } from './audit.ts'
import { backlog } from './backlog.ts'
import { backpressure } from './backpressure.ts'
import { capacity } from './capacity.ts'
import { gated } from './gated.ts'
import { held } from './held.ts'
import { keys } from './keys.ts'
import { latency } from './latency.ts'
import { lifecycle } from './lifecycle.ts'
import { lifecycleWorkers } from './lifecycle-workers.ts'
import { producers } from './producers.ts'
import { soak } from './soak.ts'
import type { Suite } from './suite.ts'

interface Listed {
  readonly summary: string
  readonly run: Suite
  /** Where this suite needs another size than the others. */
  readonly usual?: Partial<Sizes>
  readonly quick?: Partial<Sizes>
}

/** Every suite by its name, with what it finds out, in the order in which all are run. */
export const SUITES: Readonly<Record<string, Listed>> = {
  lifecycle: { summary: 'enqueue, claim, complete in batches, in SQL', run: lifecycle },
  'lifecycle-workers': { summary: 'the same through TypeScript workers', run: lifecycleWorkers },
  held: { summary: 'throughput while somebody leaves a transaction open', run: held },
  backlog: { summary: 'claims with millions of jobs in the way', run: backlog },
  // A job every 0.1 s: a p99 needs hundreds of them.
  latency: {
    summary: 'from enqueue to the start of the handler',
    run: latency,
    usual: { seconds: 60 },
    quick: { seconds: 3 },
  },
  producers: { summary: 'enqueueing by 1, 8 and 32 producers', run: producers, quick: { seconds: 0.3 } },
  backpressure: {
    summary: 'enqueueing where the queue of the endpoint has a limit',
    run: backpressure,
    quick: { seconds: 0.3 },
  },
  gated: { summary: 'claims that take capacity against claims that do not', run: gated },
  capacity: {
    summary: 'acquire and release, beside rate-limiter-flexible',
    run: capacity,
    quick: { seconds: 0.3 },
  },
  audit: { summary: 'what each level of the record costs', run: audit },
  keys: { summary: 'one large tenant beside many small ones; what keys cost', run: keys },
  soak: { summary: 'half of full load for minutes, half of them with a transaction open', run: soak },
}
