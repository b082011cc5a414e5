import type { RunSummary } from './run-summary.ts'

type Row = readonly [label: string, value: string, remark?: string]

/** The summary for people: one line a figure, grouped. */
export function renderSummary(summary: RunSummary): string {
  const groups: readonly (readonly Row[])[] = [
    [
      ['jobs', count(summary.jobs), ...leftoversOf(summary)],
      ['completed', count(summary.completed)],
      ['dead-lettered', count(summary.dead_lettered), 'failed every attempt, kept'],
      ...(summary.cancelled > 0 ? [['cancelled', count(summary.cancelled)] as const] : []),
      ['lost', count(summary.lost), 'enqueued and never settled'],
      ['completed twice', count(summary.completed_twice), 'by audit trail and results'],
    ],
    [
      ['retried', count(summary.retried), 'failed, then ran again'],
      ['workers killed', `${summary.workers_killed} of ${summary.workers}`, 'SIGKILL while holding jobs'],
      ['reclaimed', count(summary.reclaimed), 'taken back from killed workers'],
      ...(summary.rescheduled > 0
        ? [['put back', count(summary.rescheduled), 'granted too late to be used'] as const]
        : []),
    ],
    [
      ['provider 429s', count(summary.provider_429), 'refused, by its own count'],
      ['utilisation', utilisationOf(summary), 'accepted ÷ allowed, once warm'],
      [
        'dispatch spread',
        seconds(summary.dispatch_spread_ms),
        `grant to provider; ${summary.skew_allowance_ms} ms allowed for`,
      ],
    ],
    [
      [
        'wait p50 / p95',
        `${seconds(summary.wait_p50_ms)} / ${seconds(summary.wait_p95_ms)}`,
        'due to started',
      ],
      ['run p50 / p95', `${seconds(summary.run_p50_ms)} / ${seconds(summary.run_p95_ms)}`, 'all attempts'],
      ['tokens', `${count(summary.tokens_estimated)} estimated, ${count(summary.tokens_actual)} used`],
      ['elapsed', `${summary.elapsed_seconds} s`],
    ],
  ]
  const rows = groups.flat()
  const labels = Math.max(...rows.map(([label]) => label.length))
  const values = Math.max(...rows.filter(([, , remark]) => remark).map(([, value]) => value.length))
  const line = ([label, value, remark]: Row) =>
    `  ${label.padEnd(labels)}   ${remark ? `${value.padEnd(values)}   ${remark}` : value}`
  return groups.map((group) => group.map(line).join('\n')).join('\n\n')
}

/** The summary for programs: one JSON object on one line. */
export function summaryLine(summary: RunSummary): string {
  return JSON.stringify(summary)
}

function utilisationOf({ utilisation, binding_limit }: RunSummary): string {
  if (utilisation === null) return 'run too short'
  return `${(utilisation * 100).toFixed(1)} % of ${binding_limit ?? 'the limit'}`
}

function leftoversOf({ leftovers }: RunSummary): readonly [string?] {
  return leftovers > 0 ? [`${count(leftovers)} of them left over from before`] : []
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function seconds(milliseconds: number | null): string {
  if (milliseconds === null) return '–'
  return milliseconds < 10_000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}
