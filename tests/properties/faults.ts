import type { TestDatabase } from '../support/database.ts'

/** A change to the text of a function that makes it wrong. */
export interface Fault {
  readonly what: string
  readonly where: string
  /** Text, and what stands in its place. */
  readonly swaps: readonly (readonly [string, string])[]
}

/** @throws if the function no longer holds the text: then the fault must be put in other words. */
export async function plant(db: TestDatabase, { where, swaps }: Fault): Promise<void> {
  const { rows } = await db.pool.query<{ source: string }>(
    'select pg_get_functiondef(oid) as source from pg_proc where oid = $1::regproc',
    [where],
  )
  let source = rows[0]?.source ?? ''
  for (const [from, to] of swaps) {
    if (!source.includes(from)) throw new Error(`${where} does not contain ${from}`)
    source = source.replaceAll(from, to)
  }
  await db.pool.query(source)
}

export const queueFaults: readonly Fault[] = [
  ...(['headgate_private.hold', 'headgate_private.complete'] as const).flatMap((where): Fault[] => {
    const [lease, held] = where.endsWith('hold') ? ['a', 'l'] : ['l', 'h']
    const alive = where.endsWith('hold') ? 'a.expires_at > headgate_private.clock()' : 'l.expires_at > v_now'
    return [
      {
        what: 'a settlement does not check its token',
        where,
        swaps: [
          [`${lease}.lease_token = any (v_tokens)`, 'true'],
          [
            `on ${held}.lease_token = s.lease_token and ${held}.job_id = s.job_id`,
            `on ${held}.job_id = s.job_id`,
          ],
        ],
      },
      {
        what: 'a settlement does not check that its lease is alive',
        where,
        swaps: [[alive, 'true']],
      },
    ]
  }),
  {
    what: 'a heartbeat revives a lease that has run out',
    where: 'headgate.heartbeat_jobs',
    swaps: [[' and l.expires_at > headgate_private.clock()', '']],
  },
  {
    what: 'a reclaim does not free the place of the call',
    where: 'headgate_private.settle_grants',
    swaps: [
      [
        'v_endpoint.in_flight := greatest(v_endpoint.in_flight - v_grant.jobs, 0)',
        'v_endpoint.in_flight := v_endpoint.in_flight',
      ],
    ],
  },
  {
    what: 'a settled job stays in its lease',
    where: 'headgate_private.shrink_leases',
    swaps: [['where h.job_id <> all (s.job_ids)', 'where true']],
  },
  {
    what: 'a job is refunded twice',
    where: 'headgate_private.settle_grants',
    swaps: [['v_grant.tokens::bigint)', '2 * v_grant.tokens::bigint)']],
  },
  {
    what: 'a claim overlooks the token limit',
    where: 'headgate_private.pick_ready',
    swaps: [['<= p_tokens as fits', '<= 2 * p_tokens as fits']],
  },
  {
    what: 'a promotion does not tell the ledger',
    where: 'headgate_private.join_line',
    swaps: [['set ready_xid = pg_catalog.pg_current_xact_id()', 'set ready_xid = j.ready_xid']],
  },
  {
    what: 'the end of a job does not free its key',
    where: 'headgate_private.free_keys',
    swaps: [['i.until_finished', 'false']],
  },
  {
    what: 'a failure is retried for ever',
    where: 'headgate_private.decide_failures',
    swaps: [['d.attempt + 1 < d.max_attempts', 'true']],
  },
  {
    what: 'the record tells a transition that did not happen',
    where: 'headgate_private.hand_back',
    swaps: [[`'running', r.state,`, `'queued', r.state,`]],
  },
  {
    what: 'an audited type is completed without an event',
    where: 'headgate_private.complete',
    swaps: [['when h.requires_audit and', 'when false and']],
  },
]

export const limiterFaults: readonly Fault[] = [
  {
    what: 'a release is refunded twice',
    where: 'headgate.release_api_capacity',
    swaps: [['v_tokens - v_open.tokens', '2 * (v_tokens - v_open.tokens)']],
  },
  {
    what: 'a slot leaves one too early',
    where: 'headgate_private.slide_slots',
    swaps: [['p_slots[1 + p_by:61] ||', 'array[0] || p_slots[2 + p_by:61] ||']],
  },
  {
    what: 'slots are reckoned in double precision',
    where: 'headgate_private.slot_of',
    swaps: [
      [
        'pg_catalog.div(extract(epoch from p_at) * 60, headgate_private.ring_seconds(p_endpoint))',
        'pg_catalog.floor(extract(epoch from p_at)::double precision / (headgate_private.ring_seconds(p_endpoint) / 60)::double precision)',
      ],
    ],
  },
  {
    what: 'a changed window forgets what was taken',
    where: 'headgate_private.restart_rings',
    swaps: [['least(p_old.requests_taken, 2147483647)', '0']],
  },
  {
    what: 'an expired reservation keeps its place',
    where: 'headgate_private.free_places',
    swaps: [['l.in_flight - v_group.places', 'l.in_flight']],
  },
  {
    what: 'a late release gives tokens back',
    where: 'headgate_private.release_late',
    swaps: [
      ['greatest(p_actual_tokens - v_past.charged_tokens, 0)', 'p_actual_tokens - v_past.charged_tokens'],
    ],
  },
]
