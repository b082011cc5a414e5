import type pg from 'pg'
import { z } from 'zod'
import { Fatal, type Handler } from '../client/worker.ts'
import { inTransaction } from './connect.ts'
import type { Faults } from './faults.ts'
import { askForSummary } from './provider-client.ts'

/** What a `summarise` job carries. */
export const summaryPayload = z.object({
  run_id: z.string(),
  /** Place in the run, from 0. */
  place: z.int().nonnegative(),
  title: z.string(),
  text: z.string(),
  max_tokens: z.int().positive(),
})

export type SummaryPayload = z.infer<typeof summaryPayload>

export type SummariserOptions = {
  readonly providerUrl: string
  /** For what the handler writes itself. */
  readonly pool: pg.Pool
  readonly faults: Faults
}

/** Has the provider summarise a text, and writes the summary together with the completion of its job. */
export function createSummariser({ providerUrl, pool, faults }: SummariserOptions): Handler {
  return async (job, context) => {
    const parsed = summaryPayload.safeParse(job.payload)
    if (!parsed.success) throw new Fatal(`not a text to summarise: ${z.prettifyError(parsed.error)}`)
    const { run_id, place, title, text, max_tokens } = parsed.data

    const requestId = `${job.id}.${job.attempt}`
    const { summary, usage } = await askForSummary(
      providerUrl,
      { text, max_tokens },
      requestId,
      context.signal,
    )
    context.usage({ requests: 1, inputTokens: usage.input_tokens, outputTokens: usage.output_tokens })
    const failure = faults.failure(place, job.attempt)
    if (failure !== null) throw new Error(failure)

    await inTransaction(pool, async (client) => {
      await client.query(
        `insert into headgate_demo.summaries
           (job_id, attempt, run_id, title, summary, input_tokens, output_tokens)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [job.id, job.attempt, run_id, title, summary, usage.input_tokens, usage.output_tokens],
      )
      await context.audit({ action: 'summary.written', details: { title, ...usage } }, client)
      await context.completeIn(client, { characters: summary.length })
    })
  }
}
