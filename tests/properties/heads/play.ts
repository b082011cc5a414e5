import type pg from 'pg'
import { expect } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { broken } from '../invariants.ts'
import { type Actor, type Claim, emptyHistory, type History, isOpen, merge, noteOf } from './actor.ts'
import { reset, restore, type Stage } from './database.ts'
import { type Ending, lines, type Step } from './steps.ts'

/** A play on a stage: who is in the middle of what, and what has been done for good. */
export interface Play {
  readonly stage: Stage
  readonly actors: readonly Actor[]
  readonly prepared: { readonly gid: string; readonly done: History }[]
  readonly history: History
}

let gids = 0

export async function raise(stage: Stage): Promise<Play> {
  await reset(stage)
  const actors = stage.actors.map((client, index): Actor => {
    return { client, gate: 1000 + index, levels: [], failed: false, stopped: null }
  })
  return { stage, actors, prepared: [], history: emptyHistory() }
}

/** Takes a step if it is possible, and looks at everything. */
export async function take(play: Play, step: Step): Promise<void> {
  const actor = play.actors[step.actor]
  if (!actor) throw new RangeError(`There is no actor ${step.actor}`)
  if (actor.stopped) await go(play, actor)
  else if (isPossible(play, actor, step)) await act(play, actor, step)
  expect(await broken(play.stage.watch)).toEqual([])
}

function isPossible(play: Play, actor: Actor, step: Step): boolean {
  if (step.kind === 'turn') return true
  if (step.kind === 'rollbackTo') return actor.levels.length > 1
  if (step.kind === 'savepoint') return isOpen(actor) && !actor.failed
  if (step.kind === 'release') return actor.levels.length > 1 && !actor.failed
  if (step.kind === 'endPrepared') return play.prepared.length > 0
  if (step.kind === 'crowd') return play.stage.prepares && play.prepared.length === 0
  if (step.kind === 'restore')
    return play.prepared.length === 0 && play.actors.every((one) => !isOpen(one) && !one.stopped)
  return !actor.failed
}

async function act(play: Play, actor: Actor, step: Step): Promise<void> {
  const { stage, history } = play
  if (step.kind === 'turn') await (isOpen(actor) ? end(play, actor, step.how) : begin(actor, step.isolation))
  if (step.kind === 'savepoint') {
    await actor.client.query(`savepoint s${actor.levels.length}`)
    actor.levels.push(emptyHistory())
  }
  if (step.kind === 'rollbackTo') {
    await actor.client.query(`rollback to s${actor.levels.length - 1}`)
    actor.levels[actor.levels.length - 1] = emptyHistory()
    actor.failed = false
  }
  if (step.kind === 'release') {
    await actor.client.query(`release s${actor.levels.length - 1}`)
    mergeLast(actor)
  }
  if (step.kind === 'endPrepared') await endPrepared(play, step.how)
  if (step.kind === 'crowd') await enterCrowd(play)
  if (step.kind === 'restore') await restore(stage, step.by)
  if (step.kind === 'gap') {
    await stage.watch.query(`select nextval('headgate_private.job_queue_job_id_seq')`)
    await stage.watch.query('begin; select pg_current_xact_id(); rollback')
  }
  if (step.kind === 'enqueue') {
    const { type, priority, key } = lines[step.line] ?? lines[0]
    const job = { job_type: type, priority, concurrency_key: key }
    const jobs = JSON.stringify(Array.from({ length: step.jobs }, () => job))
    await call(actor, 'select job_id from headgate.enqueue_jobs($1)', [jobs], (rows) =>
      noteOf(actor, history).enqueued.push(...rows.map((row) => String(row.job_id))),
    )
  }
  if (step.kind === 'claim') {
    const claim = () =>
      call(
        actor,
        `select job_id, lease_token from headgate.claim_jobs('w', '{plain,keyed}', $1)`,
        [step.limit],
        (rows) => noteOf(actor, history).claimed.push(...rows.map(claimOf)),
      )
    await (step.stops ? stop(play, actor, claim) : claim())
  }
  if (step.kind === 'tick' || step.kind === 'moveHeads') {
    const text =
      step.kind === 'tick' ? 'select from headgate.tick()' : 'select headgate_private.move_heads(1000)'
    const move = () => call(actor, text)
    await (step.stops ? stop(play, actor, move) : move())
  }
  if (step.kind === 'rotate') {
    await call(actor, 'select headgate_private.rotate_table($1, 10000)', [step.table])
    // Nobody else can do anything before it has ended.
    if (isOpen(actor)) await end(play, actor, step.how)
  }
  if (step.kind === 'cancel') {
    const job = chosen(history.enqueued, step.nth)
    if (job) await call(actor, 'select from headgate.cancel_job($1)', [job])
  }
  if (step.kind === 'moveInLine') {
    const job = chosen(history.enqueued, step.nth)
    if (job) await call(actor, `select from headgate.reschedule_job($1, 0, 'test')`, [job])
  }
  if (step.kind === 'complete' || step.kind === 'putBack') {
    const claim = chosen(history.claimed, step.nth)
    if (!claim) return
    const values = [claim.job, claim.token]
    if (step.kind === 'complete') await call(actor, 'select from headgate.complete_job($1, $2)', values)
    else
      await call(actor, `select from headgate.reschedule_job($1, 0, 'test', $2)`, values, () =>
        noteOf(actor, history).returned.push(claim.job),
      )
  }
}

/** A call may be refused, or give up waiting: then it has done nothing, and its transaction can only be rolled back. */
async function call(
  actor: Actor,
  text: string,
  values: readonly unknown[] = [],
  then: (rows: Record<string, unknown>[]) => void = () => {},
): Promise<void> {
  try {
    then((await actor.client.query(text, [...values])).rows)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!/^(JQ\d{3}|55P03|40001)$/.test(code)) throw error
    actor.failed = isOpen(actor)
  }
}

/** Starts a call that stops at its gate, should it come to one. */
async function stop({ stage: { watch } }: Play, actor: Actor, work: () => Promise<void>): Promise<void> {
  await watch.query('select pg_advisory_lock($1)', [actor.gate])
  await actor.client.query(`set headgate_stage.gate = '${actor.gate}'`)
  let over = false
  const done = work().finally(() => {
    over = true
  })
  await eventually(
    async () => {
      const { rows } = await watch.query(
        `select from pg_locks where locktype = 'advisory' and not granted and objid = $1
           and database = (select oid from pg_database where datname = current_database())`,
        [actor.gate],
      )
      return over || rows.length === 1
    },
    { everyMs: 1 },
  )
  actor.stopped = done
}

/** Opens the gate. */
async function go({ stage: { watch } }: Play, actor: Actor): Promise<void> {
  await watch.query('select pg_advisory_unlock($1)', [actor.gate])
  await actor.stopped
  actor.stopped = null
  // A transaction that has failed will undo the setting by itself.
  if (!actor.failed) await actor.client.query(`set headgate_stage.gate = ''`)
}

async function begin(actor: Actor, isolation: string): Promise<void> {
  await actor.client.query(`begin isolation level ${isolation}`)
  // Takes the snapshot, where a transaction has only one.
  await actor.client.query('select from headgate.job_types')
  actor.levels = [emptyHistory()]
}

async function end({ stage, prepared, history }: Play, actor: Actor, how: Ending | 'prepare'): Promise<void> {
  while (actor.levels.length > 1) mergeLast(actor)
  const [done = emptyHistory()] = actor.levels
  const gid = `play ${++gids}`
  const kept = how !== 'rollback' && !actor.failed
  if (kept && how === 'prepare' && stage.prepares) {
    await actor.client.query(`prepare transaction '${gid}'`)
    prepared.push({ gid, done })
  } else {
    await actor.client.query(kept ? 'commit' : 'rollback')
    if (kept) merge(done, history)
  }
  actor.levels = []
  actor.failed = false
  await actor.client.query(`set headgate_stage.gate = ''`)
}

async function endPrepared({ stage, prepared, history }: Play, how: Ending): Promise<void> {
  for (const { gid, done } of prepared) {
    await stage.watch.query(`${how} prepared '${gid}'`)
    if (how === 'commit') merge(done, history)
  }
  prepared.length = 0
}

/** More writers at once than a head keeps in mind, with a job each. */
async function enterCrowd({ stage: { watch }, prepared }: Play): Promise<void> {
  const names = Array.from({ length: 105 }, () => `play ${++gids}`)
  const enter = (gid: string) =>
    `begin; select job_id from headgate.enqueue_job('plain'); prepare transaction '${gid}';`
  // Several statements at once give a list of results, of which every third is that of a select.
  const results = (await watch.query(names.map(enter).join(' '))) as unknown as pg.QueryResult[]
  names.forEach((gid, n) => {
    const job = String(results[3 * n + 1]?.rows[0].job_id)
    prepared.push({ gid, done: { ...emptyHistory(), enqueued: [job] } })
  })
}

/** Ends whatever is under way. */
export async function endAll(play: Play, how: Ending): Promise<void> {
  for (const actor of play.actors) {
    if (actor.stopped) await go(play, actor)
    if (isOpen(actor)) await end(play, actor, how)
  }
  await endPrepared(play, how)
}

/** Ends whatever is under way, and claims and completes until nothing is left: each job once for each time in line. */
export async function finish(play: Play): Promise<void> {
  const { stage, history } = play
  await endAll(play, 'commit')
  await stage.watch.query('select from headgate.tick()')
  for (let empty = 0; empty < 2; ) {
    const { rows } = await stage.watch.query<Record<string, unknown>>(
      `select job_id, lease_token from headgate.claim_jobs('w', '{plain,keyed}', 100)`,
    )
    history.claimed.push(...rows.map(claimOf))
    // Jobs of a key run one by one: those that were claimed before must end first.
    await stage.watch.query('select from headgate.complete_jobs($1)', [
      JSON.stringify(history.claimed.map(({ job, token }) => ({ job_id: job, lease_token: token }))),
    ])
    empty = rows.length === 0 ? empty + 1 : 0
  }
  expect(await broken(stage.watch)).toEqual([])
  const { rows: left } = await stage.watch.query(
    `select job_id, state from headgate.job_queue where finished_at is null`,
  )
  expect(left).toEqual([])
  expect(tally(history.claimed.map(({ job }) => job))).toEqual(await expectedClaims(stage.watch, history))
}

/** Once for each time in line, unless it was cancelled while it stood there. */
async function expectedClaims(
  watch: pg.ClientBase,
  { enqueued, returned }: History,
): Promise<Record<string, number>> {
  const { rows } = await watch.query<{ job: string }>(`select unnest(job_ids)::text as job
    from headgate_private.audit_log where action = 'cancelled' and from_state = 'queued'`)
  const times = tally([...enqueued, ...returned])
  for (const { job } of rows) times[job] = (times[job] ?? 0) - 1
  return Object.fromEntries(Object.entries(times).filter(([, count]) => count > 0))
}

function tally(jobs: readonly string[]): Record<string, number> {
  const times: Record<string, number> = {}
  for (const job of jobs) times[job] = (times[job] ?? 0) + 1
  return times
}

function mergeLast(actor: Actor): void {
  const inner = actor.levels.pop()
  const outer = actor.levels.at(-1)
  if (inner && outer) merge(inner, outer)
}

function claimOf(row: Record<string, unknown>): Claim {
  return { job: String(row.job_id), token: String(row.lease_token) }
}

function chosen<T>(list: readonly T[], thousandths: number): T | undefined {
  return list[Math.floor((thousandths * list.length) / 1000)]
}
