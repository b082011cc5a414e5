import fc from 'fast-check'
import type pg from 'pg'
import { expect } from 'vitest'
import { begin, bestHead, type Event, type Head, happen, type Look, look } from './world.ts'

const some = fc.integer({ min: 0, max: 999 })

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('begin' as const),
        count: fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(1, 1, 2) },
          { weight: 1, arbitrary: fc.constant(105) },
        ),
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('enqueue' as const), who: some }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('end' as const),
        who: some,
        commits: fc.constantFrom(true, true, false),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('claim' as const), which: fc.constantFrom(0, 999) }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('move' as const), own: fc.option(some) }) },
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
)

/** Whatever transactions begin, write and end, each next head is the best that a model finds. */
export function nextHeadProperty(client: pg.ClientBase): fc.IAsyncProperty<[Event[]]> {
  return fc.asyncProperty(events, async (script) => {
    const world = begin()
    for (const event of script) {
      if (event.kind !== 'move') {
        happen(world, event)
        continue
      }
      const seen = look(world, event.own)
      const next = await nextHead(client, world.head, seen)
      const old = world.head
      // move_head never goes back. It would only for a caller whom the head has passed, at work since long ago.
      if (old && (next.xid < old.xid || (next.xid === old.xid && next.job < old.job))) {
        expect(old.open).toContain(seen.own)
        continue
      }
      expect(next).toEqual({ ...bestHead(world, seen), seen: world.latestEnded + 1 })
      world.head = next
    }
  })
}

async function nextHead(client: pg.ClientBase, old: Head | null, seen: Look): Promise<Head> {
  const { rows } = await client.query<Record<'xid' | 'job' | 'seen', string> & { open: string[] }>({
    name: 'next head',
    text: `select h.xid::text, h.job_id::text as job, h.seen::text, h.open_xids::text[] as open
      from headgate_private.next_head(
        case when $1::text is not null then
          row($1::text::xid8, $2::bigint, $3::text::xid8, '1', now(), 1, 5, $4::text[]::xid8[])::headgate_private.head end,
        $5::text::pg_snapshot, $6::text::xid8, $7::text::xid8, $8::bigint, $9::text[]::xid8[]) h`,
    values: [
      old?.xid,
      old?.job,
      old?.seen,
      old?.open ?? [],
      seen.snapshot,
      seen.own,
      seen.first?.xid,
      seen.first?.job,
      seen.unclaimed,
    ],
  })
  const [row] = rows
  if (!row) throw new Error('next_head gave nothing')
  return { xid: Number(row.xid), job: Number(row.job), seen: Number(row.seen), open: row.open.map(Number) }
}
