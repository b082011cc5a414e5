import type { Explained, Plan } from './explained.ts'

/** The indexes by which each table may be read, and what each must be asked for at the least. */
const roads: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  job_queue: { job_queue_pkey: ['job_id'] },
  ready: { ready_pkey: ['lane', 'priority', 'xid'] },
  scheduled: { scheduled_pkey: ['lane', 'due_at'] },
  blocked: { blocked_pkey: ['lane'] },
  key_slot: { key_slot_pkey: ['lane', 'concurrency_key'] },
  head: { head_pkey: ['lane', 'priority'] },
  line: { line_pkey: [] },
  lease: { lease_pkey: [], lease_by_expiry: ['expires_at'] },
  idempotency: { idempotency_pkey: ['job_type', 'key'], idempotency_by_expiry: ['expires_at'] },
  dead_letter: { dead_letter_pkey: ['job_type'] },
  audit_log: { audit_log_by_event: ['lease_token'] },
  reservation: {
    reservation_pkey: ['reservation_id'],
    reservation_by_expiry: ['endpoint_id', 'expires_at'],
    // Those that belong to jobs: as few as leases.
    reservation_by_lease: [],
  },
  reservation_settled: { reservation_settled_pkey: [] },
  queue_change: { queue_change_pkey: ['endpoint_id', 'xid'] },
  queue_sum: { queue_sum_pkey: [] },
  wake_mark: { wake_mark_pkey: ['lane'], wake_mark_by_teller: ['lane', 'told_by'] },
}

/** Every index that the calls under test use. */
export const usedIndexes = Object.values(roads).flatMap((indexes) => Object.keys(indexes))

/** What is wrong with the plans, each said once: a table read by another road than its index, or too much of it. */
export function complaints(explained: readonly Explained[], mostRows: number): string[] {
  const found = explained.flatMap(({ Plan: plan, 'Query Text': text }) =>
    nodesOf(plan).flatMap((node) =>
      complain(node, mostRows).map((complaint) => `${complaint} — ${inShort(text)}`),
    ),
  )
  return [...new Set(found)]
}

/** The indexes that the plans use. */
export function indexesOf(explained: readonly Explained[]): Set<string> {
  const names = explained.flatMap(({ Plan: plan }) =>
    nodesOf(plan).map((node) => wholeName(node['Index Name']) ?? ''),
  )
  return new Set(names.filter((name) => name !== ''))
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}

function complain(node: Plan, mostRows: number): string[] {
  const type = node['Node Type']
  const rows = rowsRead(node)
  const sorted = /Sort$/.test(type) ? Math.max(...(node.Plans ?? []).map(rowsRead)) : 0
  if (sorted > mostRows) return [`${type} of ${sorted} rows`]
  const pairs = Math.round((node['Rows Removed by Join Filter'] ?? 0) * (node['Actual Loops'] ?? 0))
  if (pairs > mostRows) return [`${type} tries ${pairs} pairs of rows in vain`]
  const index = wholeName(node['Index Name'])
  const table = wholeName(node['Relation Name']) ?? tableOf(index)
  const indexes = roads[table]
  // A Bitmap Heap Scan reads by the indexes below it, a row that was locked or found is written by its place, and a
  // sample is as large as the statement says.
  if (!indexes || /^(ModifyTable|Tid Scan|Sample Scan)$/.test(type)) return []
  if (type !== 'Bitmap Heap Scan') {
    // Nothing finds the lease of a job but a look at each: there are as many as claims in progress.
    if (table === 'lease' && type === 'Seq Scan' && /job_ids/.test(node.Filter ?? '')) return []
    const asked = indexes[index ?? '']
    if (!asked) return [`${type} of ${table}${index === undefined ? '' : ` by ${index}`}`]
    const missing = asked.filter((column) => !new RegExp(`\\b${column}\\b`).test(node['Index Cond'] ?? ''))
    if (missing.length > 0) return [`${type} by ${index} does not ask for ${missing.join(', ')}`]
  }
  return rows > mostRows ? [`${type} reads ${rows} rows of ${table}`] : []
}

/** A partition of the ledger and its index are known by the names of the ledger and of its index. */
function wholeName(name: string | undefined): string | undefined {
  return name?.replace(/^job_queue_\d+/, 'job_queue')
}

/** A Bitmap Index Scan does not name its table. */
function tableOf(index: string | undefined): string {
  return Object.keys(roads).find((table) => index !== undefined && index in (roads[table] ?? {})) ?? ''
}

function rowsRead(node: Plan): number {
  const perLoop =
    (node['Actual Rows'] ?? 0) +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)
  return Math.round(perLoop * (node['Actual Loops'] ?? 0))
}

function inShort(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 160)
}
