import type pg from 'pg'
import { pgTransport } from '../client/pg.ts'
import { operatorClient } from '../generated/index.ts'
import { DemoError } from './errors.ts'
import { type ProviderLimits, windowShare } from './provider/limits.ts'

export const JOB_TYPE = 'summarise'
const ENDPOINT = { provider: 'local', endpoint: 'summaries' } as const

/**
 * Tells the queue what the provider allows, and how summaries are to be made.
 *
 * @param skewAllowanceMs by how much calls may differ in how long they take from grant to provider
 * @throws DemoError `job_type_taken`; HeadgateError
 */
export async function register(
  operator: pg.Pool,
  limits: ProviderLimits,
  skewAllowanceMs: number,
): Promise<void> {
  await refuseForeignType(operator)
  const client = operatorClient(pgTransport(operator))
  const share = windowShare(limits)
  await client.setApiRateLimit({
    ...ENDPOINT,
    requestLimit: share.requests,
    tokenLimit: share.tokens,
    concurrencyLimit: limits.concurrency,
    windowSeconds: share.seconds,
    skewAllowanceSeconds: skewAllowanceMs / 1000,
    queueDepthLimit: -1,
    status: 'active',
  })
  await client.setJobType({
    ...ENDPOINT,
    jobType: JOB_TYPE,
    maxAttempts: 4,
    // Short, so that the jobs of a killed worker are soon taken back.
    leaseSeconds: 4,
    backoff: 'exponential',
    backoffBaseSeconds: 0.5,
    backoffCapSeconds: 4,
    maxPayloadBytes: 1_000_000,
    requiresAudit: true,
  })
  await client.resumeJobType({ jobType: JOB_TYPE })
}

/** The workers of the demo would take, and fail, jobs that somebody else enqueued under the same name. */
async function refuseForeignType(operator: pg.Pool): Promise<void> {
  const { rowCount } = await operator.query(
    `select from headgate.job_types
     where job_type = $1 and (provider, endpoint) is distinct from ($2::text, $3::text)`,
    [JOB_TYPE, ENDPOINT.provider, ENDPOINT.endpoint],
  )
  if (rowCount === 0) return
  throw new DemoError(
    'job_type_taken',
    `this database has a job type "${JOB_TYPE}" that is not the demo's`,
    'Let DATABASE_URL name another database, or unset it to use the embedded server.',
  )
}
