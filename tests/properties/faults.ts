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

/** Of the places of concurrency keys. */
function keyFaults(): Fault[] {
  const counting = 'pg_catalog.count(*) from headgate_private.key_slot k'
  const released = 'perform headgate_private.release_keys'
  return [
    {
      what: 'the count of places ignores one',
      where: 'headgate_private.admit_key',
      swaps: [[counting, `greatest(pg_catalog.count(*) - 1, 0) from headgate_private.key_slot k`]],
    },
    {
      what: 'the places of a key count for all types',
      where: 'headgate_private.admit_key',
      swaps: [['k.lane = p_lane and k.concurrency_key', 'k.concurrency_key']],
    },
    {
      what: 'a retried job keeps its place',
      where: 'headgate_private.release_keys',
      swaps: [["t.key_order = 'fifo' and ", '']],
    },
    {
      what: 'a retried fifo job gives its place back',
      where: 'headgate_private.hand_back',
      swaps: [[`${released}(v_back.queued, true`, `${released}(v_back.queued, false`]],
    },
    {
      what: 'nobody is told that a place is free',
      where: 'headgate_private.release_keys',
      swaps: [['0, 10 from gone g', '0, 10 from gone g where false']],
    },
    {
      what: 'a completed job keeps its place',
      where: 'headgate_private.complete',
      swaps: [['if v_done.in_turn is not null', 'if false']],
    },
    {
      what: 'a job that is given up keeps its place',
      where: 'headgate_private.finish',
      swaps: [[`${released}(p_job_ids, false, p_now);`, '']],
    },
    {
      what: 'a job that is moved keeps its place',
      where: 'headgate_private.move_in_line',
      swaps: [[`${released}(array[p_job_id], false, v_now);`, '']],
    },
    {
      what: 'fifo goes by priority',
      where: 'headgate_private.pick_blocked',
      swaps: [["p_order = 'fifo'", 'false']],
    },
    {
      what: 'a job past its deadline takes a place',
      where: 'headgate_private.give_places',
      swaps: [
        ['where b.deadline_at <= v_now', 'where false'],
        ['where b.deadline_at is null or b.deadline_at > v_now', ''],
      ],
    },
    {
      what: 'a job whose time has come does not wait for others of its key',
      where: 'headgate_private.join_line',
      swaps: [['(j.concurrency_key is null or (', '(true or (']],
    },
  ]
}

/** Of what jobs cost, by kind. */
function costFaults(): Fault[] {
  const byKind = 'headgate_private.pick_ready_by_kind'
  return [
    ...(['tokens', 'input_tokens', 'output_tokens'] as const).map((dimension) => ({
      what: `a claim overlooks the limit on ${dimension}`,
      where: byKind,
      swaps: [[`<= (h.room).${dimension},`, `<= 2 * (h.room).${dimension},`]] as const,
    })),
    {
      what: 'a claim takes the last jobs that fit, not the first',
      where: byKind,
      swaps: [['order by h.xid, h.job_id)\n    ) m', 'order by h.xid desc, h.job_id desc)\n    ) m']],
    },
    {
      what: 'a total is charged as input only',
      where: 'headgate_private.job_charge',
      swaps: [
        [
          'coalesce((p_estimate).output_tokens, (p_estimate).tokens)',
          'coalesce((p_estimate).output_tokens, 0)',
        ],
      ],
    },
    {
      what: 'no room is kept for a large head',
      where: 'headgate_private.serve_stopped_line',
      swaps: [['perform headgate_private.wait_for_room(p_endpoints, v_head.lane, v_estimate, p_now);', '']],
    },
    {
      what: 'a lane takes the room that is kept for another',
      where: 'headgate_private.room_for_lane',
      swaps: [['v_endpoint.waiting_lane <> p_lane', 'false']],
    },
    {
      what: 'a lane takes the input tokens that are kept for another',
      where: 'headgate_private.room_for_lane',
      swaps: [[' - coalesce(v_endpoint.waiting_input_tokens, 0)', '']],
    },
    {
      what: 'a caller without jobs takes the output tokens that are kept',
      where: 'headgate_private.kept_amount',
      swaps: [["when 'output_tokens' then p_endpoint.waiting_output_tokens", "when 'output_tokens' then 0"]],
    },
    {
      what: 'room is kept for ever',
      where: 'headgate_private.wait_for_room',
      swaps: [["headgate_private.ring_seconds(v_endpoint) * interval '1 second'", "interval '1 day'"]],
    },
    {
      what: 'input tokens are not settled',
      where: 'headgate_private.settled_job',
      swaps: [['coalesce(p_reported.input_tokens, p_reported.tokens)', 'null::bigint']],
    },
    {
      what: 'a snooze gives nothing back',
      where: 'headgate.reschedule_job',
      swaps: [['p_reason, false, v_reported)', 'p_reason, false)']],
    },
    {
      what: 'a job that comes back has forgotten its kinds',
      where: 'headgate_private.join_line',
      swaps: [['j.estimated_input_tokens as input_tokens', 'null::integer as input_tokens']],
    },
  ]
}

export const queueFaults: readonly Fault[] = [
  ...(['headgate_private.hold', 'headgate_private.complete_held'] as const).flatMap((where): Fault[] => {
    const held = where.endsWith('hold') ? 'l' : 'h'
    const alive = where.endsWith('hold') ? 'a.expires_at > headgate_private.clock()' : 'a.expires_at > v_now'
    return [
      {
        what: 'a settlement does not check its token',
        where,
        swaps: [
          ['pg_catalog.unnest(v_leases) a', 'headgate_private.lease a'],
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
    swaps: [['headgate_private.free_place(v_endpoint, v_grant.jobs, v_grant.granted_at)', 'v_endpoint']],
  },
  {
    what: 'a settled job stays in its lease',
    where: 'headgate_private.shrink_leases',
    swaps: [['where h.job_id <> all (s.job_ids)', 'where true']],
  },
  {
    what: 'a job is refunded twice',
    where: 'headgate_private.settle_grants',
    swaps: [['v_grant.requests, v_grant.tokens)', 'v_grant.requests, 2 * v_grant.tokens)']],
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
    where: 'headgate_private.hand_back_held',
    swaps: [[`'running', r.state,`, `'queued', r.state,`]],
  },
  {
    what: 'an audited type is completed without an event',
    where: 'headgate_private.complete_held',
    swaps: [['when h.requires_audit and', 'when false and']],
  },
  ...keyFaults(),
  ...costFaults(),
  {
    what: 'a line does not grow more urgent',
    where: 'headgate_private.open_lines',
    swaps: [['nullif(v_ageing, 0)', 'null::numeric']],
  },
  {
    what: 'the first of equally urgent lines takes everything',
    where: 'headgate_private.claim_lines',
    swaps: [
      [
        '(p_limit + pg_catalog.cardinality(v_equals) - v_number) / (pg_catalog.cardinality(v_equals) - v_number + 1)',
        'p_limit',
      ],
    ],
  },
]

export const limiterFaults: readonly Fault[] = [
  {
    what: 'a release is refunded twice',
    where: 'headgate.release_api_capacity',
    swaps: [['p_actual_tokens - v_open.tokens', '2 * (p_actual_tokens - v_open.tokens)']],
  },
  {
    what: 'a settlement goes by the estimate where the call has been adjusted',
    where: 'headgate.release_api_capacity',
    swaps: [['and v_open.charges is null', '']],
  },
  {
    what: 'a request is granted at once beyond the limit',
    where: 'headgate.acquire_api_capacity',
    swaps: [['l.tokens_taken + p_tokens <= ', 'l.tokens_taken <= ']],
  },
  {
    what: 'a request is granted at once in a slot that has passed',
    where: 'headgate.acquire_api_capacity',
    swaps: [['and v_now < l.plain_until', '']],
  },
  {
    what: 'a span lasts a slot too long',
    where: 'headgate_private.plain_span',
    swaps: [['p_endpoint.slot + 1', 'p_endpoint.slot + 2']],
  },
  {
    what: 'a correction goes to the present slot',
    where: 'headgate.release_api_capacity',
    swaps: [['v_open.slot - l.slot)::integer', '0)::integer']],
  },
  {
    what: 'a slot leaves one too early',
    where: 'headgate_private.slide_slots',
    swaps: [['p_slots[1 + p_by:v_length] ||', 'array[0] || p_slots[2 + p_by:v_length] ||']],
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
    swaps: [['headgate_private.restarted(p_old.requests_taken,', 'headgate_private.restarted(0,']],
  },
  {
    what: 'an expired reservation keeps its place',
    where: 'headgate_private.free_places',
    swaps: [['l.in_flight - v_group.places', 'l.in_flight']],
  },
  {
    what: 'a late release gives tokens back',
    where: 'headgate_private.settled_amount',
    swaps: [['case when p_final and not p_late then', 'case when p_final then']],
  },
]

interface HeadFault extends Fault {
  /** It shows in what next_head gives. */
  readonly pure?: true
  /** It shows only while more transactions are open than a test has connections. */
  readonly crowded?: true
}

export const headFaults: readonly HeadFault[] = [
  {
    what: 'the next head forgets the transaction that makes it',
    where: 'headgate_private.next_head',
    swaps: [['select p_own where p_own is not null', 'select p_own where false']],
    pure: true,
  },
  {
    what: 'the next head lies beyond transactions that have begun',
    where: 'headgate_private.next_head',
    swaps: [
      ['v_new.xid := least(v_new.seen, (', 'v_new.xid := coalesce(('],
      ['    limit 1\n  ));', '    limit 1\n  ), v_new.seen);'],
    ],
    pure: true,
  },
  {
    what: 'the next head forgets transactions whose jobs wait',
    where: 'headgate_private.next_head',
    swaps: [['from pg_catalog.unnest(p_unclaimed)', 'from pg_catalog.unnest(p_unclaimed[:0])']],
    pure: true,
  },
  {
    what: 'the next head passes more transactions than it keeps in mind',
    where: 'headgate_private.next_head',
    swaps: [['where o.xid <> all (v_long)', 'where o.xid >= p_old.seen or p_old.seen is null']],
    pure: true,
    crowded: true,
  },
  {
    what: 'a head is made of two looks',
    where: 'headgate_private.move_head',
    swaps: [['next_head(v_old, v_seen.snapshot,', 'next_head(v_old, pg_catalog.pg_current_snapshot(),']],
  },
  {
    what: 'a head from a restored dump counts',
    where: 'headgate_private.head_of',
    swaps: [[' and h.xmin = h.made_in::xid', '']],
  },
  {
    what: 'a rotated row keeps its place',
    where: 'headgate_private.rotate_table',
    swaps: [
      ["when 'ready' then pg_catalog.jsonb_build_object('xid', v_xid)", ''],
      ["if p_table = 'ready' then", 'if false then'],
    ],
  },
  {
    what: 'a rotation does not tell the ledger',
    where: 'headgate_private.rotate_table',
    swaps: [["if p_table = 'ready' then", 'if false then']],
  },
  {
    what: 'a rotation trusts an old snapshot',
    where: 'headgate_private.rotate_table',
    swaps: [
      ["pg_catalog.current_setting('transaction_isolation') in ('repeatable read', 'serializable')", 'false'],
    ],
  },
  {
    what: 'a rotation brings restored heads into force',
    where: 'headgate_private.rotate_table',
    swaps: [["when 'head' then 't.xmin = t.made_in::xid' else", 'when null then null else']],
  },
]

/** Of several dimensions in several scopes. */
/** Of jobs in several scopes. */
export const jobScopeFaults: readonly Fault[] = [
  {
    what: 'a claim overlooks the cost of a day',
    where: 'headgate_private.pick_ready_by_kind',
    swaps: [['<= (h.room).cost,', '<= 2 * (h.room).cost,']],
  },
  {
    what: 'a claim does not ask the scope that contains others',
    where: 'headgate_private.room_for_lane',
    swaps: [
      ['foreach v_endpoint in array p_endpoints loop', 'foreach v_endpoint in array p_endpoints[2:2] loop'],
    ],
  },
  {
    what: 'jobs are charged without weights',
    where: 'headgate_private.total_of',
    swaps: [['coalesce((p_terms).output_token_weight, 1)', '1']],
  },
  {
    what: 'jobs are settled without weights',
    where: 'headgate_private.settled_job',
    swaps: [['headgate_private.total_of(p_terms, p_reported)', 'p_reported.tokens']],
  },
  {
    what: 'a job gives back twice',
    where: 'headgate_private.settle_jobs',
    swaps: [
      [
        'return headgate_private.charge_difference(p_endpoint,',
        'return headgate_private.charge_difference(headgate_private.charge_difference(p_endpoint, p_granted_at, v_all.old, v_all.new),',
      ],
    ],
  },
  {
    what: 'the cost of a job is not settled',
    where: 'headgate_private.settled_job',
    swaps: [['coalesce(p_reported.cost, p_charged.cost)', 'p_charged.cost']],
  },
  {
    what: 'a lost lease gives its charge back',
    where: 'headgate_private.reclaim',
    swaps: [['null, d.at, null, null', 'null, d.at, 0, null']],
  },
  {
    what: 'a cancelled job gives its charge back',
    where: 'headgate_private.end_job',
    swaps: [
      [
        'v_settlement.outcome := p_state;',
        'v_settlement.outcome := p_state; v_settlement.actual_tokens := 0;',
      ],
    ],
  },
  {
    what: 'a settlement leaves the scope that contains others alone',
    where: 'headgate_private.settle_grants',
    swaps: [['coalesce(g.endpoint_ids, array[g.endpoint_id])', 'array[g.endpoint_id]']],
  },
]

/** Of several dimensions in several scopes. */
export const scopeFaults: readonly Fault[] = [
  {
    what: 'a scope that contains others is not asked',
    where: 'headgate_private.judge_request',
    swaps: [
      ['foreach v_endpoint in array p_endpoints loop', 'foreach v_endpoint in array p_endpoints[2:2] loop'],
    ],
  },
  {
    what: 'scopes are read, and then written',
    where: 'headgate_private.locked_endpoint',
    swaps: [['for no key update;', ';']],
  },
  {
    what: 'input tokens leave their ring too early',
    where: 'headgate_private.slid_meters',
    swaps: [['slide_slots(v_meter.slots, p_by)', 'slide_slots(v_meter.slots, p_by + 1)']],
  },
  {
    what: 'output tokens are given back twice',
    where: 'headgate_private.charge_meters',
    swaps: [
      [
        'v_meter.slots[v_index] + v_amount, 0)',
        'v_meter.slots[v_index] + case when v_amount < 0 then 2 * v_amount else v_amount end, 0)',
      ],
    ],
  },
  {
    what: 'the limits of other dimensions are overlooked',
    where: 'headgate_private.refusal',
    swaps: [['v_meter.dimension), v_meter.taken\n', 'v_meter.dimension), v_meter.taken / 2\n']],
  },
  {
    what: 'a refusal of the provider is not obeyed',
    where: 'headgate_private.refusal',
    swaps: [['p_endpoint.blocked_until > p_now', 'false']],
  },
  {
    what: 'a day gives back what was taken the day before',
    where: 'headgate_private.charge_meters',
    swaps: [['elsif p_at >= v_meter.since or v_amount > 0', 'elsif true']],
  },
  {
    what: 'a day forgets what is still owed of the day before',
    where: 'headgate_private.charge_meters',
    swaps: [['elsif p_at >= v_meter.since or v_amount > 0', 'elsif p_at >= v_meter.since']],
  },
  {
    what: 'every day ends at midnight in Greenwich',
    where: 'headgate_private.day_start',
    swaps: [["coalesce(p_time_zone, 'UTC')", "'UTC'"]],
  },
  {
    what: 'what is only reserved is settled',
    where: 'headgate_private.settled_amount',
    swaps: [["when 'reserve_only' then p_charged", "when 'reserve_only' then coalesce(p_actual, p_charged)"]],
  },
  {
    what: 'what is only charged afterwards is reserved',
    where: 'headgate_private.for_actual_only',
    swaps: [['p_charge.output_tokens := p_amount', 'p_charge.output_tokens := p_charge.output_tokens']],
  },
  {
    what: 'an adjusted estimate is given back late',
    where: 'headgate_private.settled_amount',
    swaps: [['case when p_late then greatest', 'case when false then greatest']],
  },
  {
    what: 'an estimate that was too low is forgiven',
    where: 'headgate_private.charge_endpoint',
    swaps: [
      [
        'v_tokens := least(greatest(p_endpoint.token_slots[v_index] + p_tokens, 0)',
        'v_tokens := least(greatest(p_endpoint.token_slots[v_index] + least(p_tokens, 100), 0)',
      ],
    ],
  },
]

/** Of buckets, in mode mirror. */
export const bucketFaults: readonly Fault[] = [
  {
    what: 'a bucket drains a unit too early',
    where: 'headgate_private.bucket_time',
    swaps: [['pg_catalog.ceil(p_units *', 'pg_catalog.floor((p_units - 1) *']],
  },
  {
    what: 'a bucket forgets the time that was not enough for a unit',
    where: 'headgate_private.drained',
    swaps: [
      [
        'p_meter.since := p_meter.since + headgate_private.bucket_time(p_meter.most, p_window_seconds, v_units)',
        'p_meter.since := p_now',
      ],
    ],
  },
  {
    what: 'a bucket takes back nothing',
    where: 'headgate_private.charge_meters',
    swaps: [['greatest(v_meter.taken + v_amount, 0)', 'greatest(v_meter.taken + greatest(v_amount, 0), 0)']],
  },
  {
    what: 'a bucket takes back more than it holds',
    where: 'headgate_private.charge_meters',
    swaps: [['greatest(v_meter.taken + v_amount, 0)', 'v_meter.taken + v_amount']],
  },
  {
    what: 'a bucket owes without end',
    where: 'headgate_private.bucket_depth',
    swaps: [['greatest(86400, p_window_seconds)', '86400000000000']],
  },
]
