import { z } from 'zod'
import { RetryLater } from '../client/worker.ts'

export type SummaryRequest = { readonly text: string; readonly max_tokens: number }

const summary = z.object({
  summary: z.string(),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number(), total_tokens: z.number() }),
})
const refusal = z.object({ error: z.object({ message: z.string(), retry_after_ms: z.number().optional() }) })

export type SummaryAnswer = z.infer<typeof summary>

/**
 * Asks the provider for a summary.
 *
 * @param requestId tells this call from every other in the provider's log
 * @throws RetryLater on a 429, which is no fault of the job; Error on any other refusal
 */
export async function askForSummary(
  url: string,
  request: SummaryRequest,
  requestId: string,
  signal: AbortSignal,
): Promise<SummaryAnswer> {
  const response = await fetch(`${url}/v1/summaries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    body: JSON.stringify(request),
    signal,
  })
  const body: unknown = await response.json()
  if (response.ok) return summary.parse(body)
  const { message, retry_after_ms } = refusal.parse(body).error
  if (response.status === 429) throw new RetryLater(message, { delayMs: retry_after_ms })
  throw new Error(`the provider answered ${response.status}: ${message}`)
}

/** Opens so many connections to the provider at once, and takes the road that calls will take, free of charge. */
export async function openRoad(url: string, connections: number): Promise<void> {
  const body = JSON.stringify({ text: 'Is anybody there? '.repeat(200) })
  const call = async () => {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'warm-up' }
    const response = await fetch(`${url}/v1/tokens`, { method: 'POST', headers, body })
    await response.json()
  }
  for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: connections }, call))
}
