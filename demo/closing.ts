import type { RunSummary } from './run-summary.ts'

/** What to do next: one's own database, one's own handler, one's own texts. */
export const NEXT_STEPS = `Your own database   DATABASE_URL=postgres://user:password@host:5432/database npm start
Your own texts      npm start -- --input <folder or JSONL file>
Your own handler    copy demo/handler.ts and demo/worker-process.ts, and change what they do
The summaries       are in headgate_demo.summaries; npm start -- --results prints those of a run`

/** Whether the run kept every promise. */
export function isGood(summary: RunSummary): boolean {
  return summary.lost === 0 && summary.completed_twice === 0 && summary.provider_429 === 0
}

/** What broke, and for a 429 where it came from; null where nothing did. */
export function verdict(summary: RunSummary): string | null {
  const { lost, completed_twice, provider_429, provider_429_by_limit } = summary
  const broken: string[] = []
  if (lost > 0) broken.push(`${lost} jobs were lost`)
  if (completed_twice > 0) broken.push(`${completed_twice} jobs were completed twice`)
  if (provider_429 > 0) {
    const limits = Object.entries(provider_429_by_limit).map(([limit, times]) => `${limit} ${times} times`)
    broken.push(`the provider refused ${provider_429} calls (${limits.join(', ')})`)
    const spread = summary.dispatch_spread_ms ?? 0
    if (spread > summary.skew_allowance_ms) {
      broken.push(
        `calls reached it up to ${spread} ms unevenly where ${summary.skew_allowance_ms} were allowed for: ` +
          `try --skew-allowance ${Math.ceil((2 * spread) / 100) * 100}`,
      )
    }
  }
  return broken.length === 0 ? null : `${broken.join('; ')}.`
}

/** What an interrupted run left, and how to go on. */
export function resumption(left: number, embedded: boolean): string {
  if (left === 0) return 'Interrupted; nothing was left to do.'
  const lines = [`Interrupted: ${left} jobs wait in the database.`, 'Resume   npm start takes them up first']
  return [...lines, ...(embedded ? ['Forget   npm start -- --fresh drops them'] : [])].join('\n')
}
