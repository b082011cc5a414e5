/**
 * Transactions that write one line of ready rows, some at work and some ended, as a model that knows all of them. What
 * a head may be is found by trying every position, not by reckoning.
 */

export interface Row {
  readonly xid: number
  readonly job: number
}

/** As in the table: a row lies before a head unless its transaction is among those kept in mind. */
export interface Head {
  readonly xid: number
  readonly job: number
  readonly seen: number
  readonly open: readonly number[]
}

export interface World {
  next: number
  jobs: number
  readonly open: Set<number>
  readonly committed: Set<number>
  latestEnded: number
  rows: Row[]
  head: Head | null
}

export type Event =
  | { readonly kind: 'begin'; readonly count: number }
  | { readonly kind: 'enqueue'; readonly who: number }
  | { readonly kind: 'end'; readonly who: number; readonly commits: boolean }
  | { readonly kind: 'claim'; readonly which: number }
  | { readonly kind: 'move'; readonly own: number | null }

/** Transactions that a head keeps in mind, at the most. */
const MOST = 100
const first = 1000

export function begin(): World {
  return {
    next: first,
    jobs: 0,
    open: new Set(),
    committed: new Set(),
    latestEnded: first - 1,
    rows: [],
    head: null,
  }
}

export function happen(world: World, event: Exclude<Event, { kind: 'move' }>): void {
  if (event.kind === 'begin') for (let n = 0; n < event.count; n++) world.open.add(world.next++)
  if (event.kind === 'claim') {
    const claimed = at(visible(world, null), event.which)
    world.rows = world.rows.filter((row) => row !== claimed)
  }
  const xid = 'who' in event ? at([...world.open], event.who) : undefined
  if (xid === undefined) return
  if (event.kind === 'enqueue') world.rows.push({ xid, job: ++world.jobs })
  if (event.kind !== 'end') return
  world.open.delete(xid)
  world.latestEnded = Math.max(world.latestEnded, xid)
  if (event.commits) world.committed.add(xid)
  else world.rows = world.rows.filter((row) => row.xid !== xid)
}

/** What a caller whose own transaction is `own` finds when it looks at the line. */
export interface Look {
  readonly own: number | null
  /** As pg_snapshot prints it: it does not name the caller, nor who is open but younger than the latest to end. */
  readonly snapshot: string
  readonly first: Row | null
  readonly unclaimed: readonly number[]
}

export function look(world: World, nth: number | null): Look {
  const own = nth === null ? null : (at([...world.open], nth) ?? null)
  const xmax = world.latestEnded + 1
  const running = [...world.open].filter((xid) => xid < xmax && xid !== own).toSorted((a, b) => a - b)
  const seen = visible(world, own)
  const [row = null] = seen.filter((one) => !world.head || !isBefore(one, world.head))
  return {
    own,
    snapshot: `${running[0] ?? xmax}:${xmax}:${running.join(',')}`,
    first: row,
    unclaimed: (world.head?.open ?? []).filter((xid) => seen.some((one) => one.xid === xid)),
  }
}

/**
 * The greatest head that leaves no row behind: none that is there, and none that somebody may still add. It may pass
 * the oldest of those that were at work already when the old head was made, and keeps them in mind.
 */
export function bestHead(world: World, { own, unclaimed }: Look): Omit<Head, 'seen'> {
  const xmax = world.latestEnded + 1
  const long = [...world.open]
    .filter((xid) => xid < (world.head?.seen ?? 0) && xid < xmax && xid !== own)
    .toSorted((a, b) => a - b)
    .slice(0, MOST)
  const kept = [...new Set([...long, ...unclaimed])].toSorted((a, b) => a - b)
  const mayAdd = [...world.open, ...Array.from({ length: 3 }, (_, n) => world.next + n), xmax].map((xid) => {
    return { xid, job: 0 }
  })
  const rows = [...visible(world, own), ...mayAdd].filter(({ xid }) => !kept.includes(xid))
  const leavesNone = (head: Row) => rows.every((row) => !isBefore(row, head))
  const [best] = positions(world).filter(leavesNone)
  if (!best) throw new Error('the front leaves no row behind')
  return { ...best, open: kept.filter((xid) => xid < best.xid) }
}

/** Every position, the greatest first. */
function positions(world: World): Row[] {
  const xids = Array.from({ length: world.next + 3 - first }, (_, n) => first + n)
  return xids
    .flatMap((xid) => Array.from({ length: world.jobs + 2 }, (_, job) => ({ xid, job })))
    .toReversed()
}

/** The rows that a caller sees, in the order of the line. */
function visible(world: World, own: number | null): Row[] {
  return world.rows
    .filter(({ xid }) => world.committed.has(xid) || xid === own)
    .toSorted((a, b) => a.xid - b.xid || a.job - b.job)
}

function isBefore(row: Row, head: Row): boolean {
  return row.xid < head.xid || (row.xid === head.xid && row.job < head.job)
}

function at<T>(list: readonly T[], thousandths: number): T | undefined {
  return list[Math.floor((thousandths * list.length) / 1000)]
}
