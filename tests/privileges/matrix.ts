import { readFile } from 'node:fs/promises'

export const GROUPS = [
  'headgate_producer',
  'headgate_worker',
  'headgate_operator',
  'headgate_observer',
] as const
export type GroupRole = (typeof GROUPS)[number]

/** What the grants matrix says each group may use, by name: read here anew, so that it checks the deploy too. */
export async function readGrants(): Promise<ReadonlyMap<string, readonly GroupRole[]>> {
  const text = await readFile(new URL('../../sql/policies/grants.matrix', import.meta.url), 'utf8')
  const rows = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter((words) => words.length === 2 + GROUPS.length)
  return new Map(
    rows.map(([kind, name, ...cells]) => [
      `${kind} ${name}`,
      GROUPS.filter((_, column) => cells[column] === 'x'),
    ]),
  )
}
