import type pg from 'pg'

export type Summary = { readonly title: string; readonly summary: string }

/** What the handlers wrote, in the order of the texts. */
export async function readSummaries(
  observer: pg.Pool,
  jobIds: readonly string[],
): Promise<readonly Summary[]> {
  const { rows } = await observer.query<Summary>(
    'select title, summary from headgate_demo.summaries where job_id = any ($1) order by job_id, attempt',
    [jobIds],
  )
  return rows
}

/** The title, and the summary under it, indented and broken at word ends; `…` ends one of more than `most` lines. */
export function renderResult(
  { title, summary }: Summary,
  columns: number,
  most = Number.POSITIVE_INFINITY,
): string {
  const lines: string[] = []
  for (const word of summary.split(/\s+/)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 5 > columns) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  const shown = lines.length > most ? [...lines.slice(0, most - 1), `${lines[most - 1]} …`] : lines
  return [title, ...shown.map((line) => `  ${line}`)].join('\n')
}
