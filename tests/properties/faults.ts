import type { TestDatabase } from '../support/database.ts'

/** One change to the text of a function that makes it wrong. */
export interface Fault {
  readonly what: string
  readonly where: string
  readonly from: string
  readonly to: string
}

/** @throws if the function no longer holds the text: then the fault must be put in other words. */
export async function plant(db: TestDatabase, { where, from, to }: Fault): Promise<void> {
  const { rows } = await db.pool.query<{ source: string }>(
    'select pg_get_functiondef(oid) as source from pg_proc where oid = $1::regproc',
    [where],
  )
  const source = rows[0]?.source ?? ''
  const broken = source.replaceAll(from, to)
  if (broken === source) throw new Error(`${where} does not contain ${from}`)
  await db.pool.query(broken)
}

export const queueFaults: readonly Fault[] = [
  {
    what: 'a settlement does not check its token',
    where: 'headgate_private.hold',
    from: 'on l.lease_token = s.lease_token and s.job_id = any (l.job_ids)',
    to: 'on s.job_id = any (l.job_ids)',
  },
  {
    what: 'a settlement does not check that its lease is alive',
    where: 'headgate_private.hold',
    from: ' and l.expires_at > headgate_private.clock()',
    to: '',
  },
  {
    what: 'a heartbeat revives a lease that has run out',
    where: 'headgate.heartbeat_jobs',
    from: ' and l.expires_at > headgate_private.clock()',
    to: '',
  },
  {
    what: 'a reclaim does not free the place of the call',
    where: 'headgate_private.settle_grants',
    from: 'v_endpoint.in_flight := greatest(v_endpoint.in_flight - 1, 0)',
    to: 'v_endpoint.in_flight := v_endpoint.in_flight',
  },
  {
    what: 'a settled job stays in its lease',
    where: 'headgate_private.shrink_leases',
    from: 'where h.job_id <> all (s.job_ids)',
    to: 'where true',
  },
  {
    what: 'a job is refunded twice',
    where: 'headgate_private.settle_grants',
    from: 'v_grant.requests, v_grant.tokens)',
    to: 'v_grant.requests, 2 * v_grant.tokens)',
  },
  {
    what: 'a claim overlooks the token limit',
    where: 'headgate_private.pick_ready',
    from: '<= p_tokens as fits',
    to: '<= 2 * p_tokens as fits',
  },
  {
    what: 'a promotion does not tell the ledger',
    where: 'headgate_private.promote_due',
    from: 'set ready_xid = pg_catalog.pg_current_xact_id()',
    to: 'set ready_xid = j.ready_xid',
  },
  {
    what: 'the end of a job does not free its key',
    where: 'headgate_private.free_keys',
    from: 'i.until_finished',
    to: 'false',
  },
  {
    what: 'a failure is retried for ever',
    where: 'headgate_private.decide_failures',
    from: 'd.attempt < d.max_attempts',
    to: 'true',
  },
  {
    what: 'the record tells a transition that did not happen',
    where: 'headgate_private.hand_back',
    from: `'running', r.state,`,
    to: `'queued', r.state,`,
  },
  {
    what: 'an audited type is completed without an event',
    where: 'headgate_private.complete',
    from: 'when t.requires_audit and',
    to: 'when false and',
  },
]

export const limiterFaults: readonly Fault[] = [
  {
    what: 'a release is refunded twice',
    where: 'headgate.release_api_capacity',
    from: 'v_tokens - v_open.tokens',
    to: '2 * (v_tokens - v_open.tokens)',
  },
  {
    what: 'a slot leaves one too early',
    where: 'headgate_private.slide_slots',
    from: 'p_slots[1 + p_by:61] ||',
    to: 'array[0] || p_slots[2 + p_by:61] ||',
  },
  {
    what: 'slots are reckoned in double precision',
    where: 'headgate_private.slot_of',
    from: 'pg_catalog.div(extract(epoch from p_at) * 60, headgate_private.ring_seconds(p_endpoint))',
    to: 'pg_catalog.floor(extract(epoch from p_at)::double precision / (headgate_private.ring_seconds(p_endpoint) / 60)::double precision)',
  },
  {
    what: 'a changed window forgets what was taken',
    where: 'headgate_private.restart_rings',
    from: 'least(v_requests, 2147483647)::integer',
    to: '0',
  },
  {
    what: 'an expired reservation keeps its place',
    where: 'headgate_private.free_places',
    from: 'l.in_flight - v_group.places',
    to: 'l.in_flight',
  },
  {
    what: 'a late release gives tokens back',
    where: 'headgate_private.release_late',
    from: 'greatest(p_actual_tokens - v_past.charged_tokens, 0)',
    to: 'p_actual_tokens - v_past.charged_tokens',
  },
]
