import fc from 'fast-check'
import { expect } from 'vitest'
import { instant } from '../../../support/micros.ts'
import { always, type Command, command, holdAt, jobAt, someClaim, someJob } from '../command.ts'
import { ask } from '../database.ts'
import {
  type Actual,
  finish,
  type Hold,
  type Job,
  jobOf,
  letGo,
  liveLease,
  type Model,
  moveByHand,
  queue,
  seconds,
  unknown,
} from '../model.ts'
import { actual, fraction, type } from './arbitraries.ts'

const delay = fc.constantFrom(0, 0, 5, 60)

export const reschedule: fc.Arbitrary<Command> = fc.record({ which: fraction, delay }).map((args) =>
  command('reschedule', args, someJob, async (model, real) => {
    const job = jobAt(model, args.which)
    const rows = await ask(real, `select state from headgate.reschedule_job($1, $2, 'property')`, [
      job.id,
      args.delay,
    ])
    const moved = job.state === 'queued'
    expect(rows).toEqual(moved ? [{ state: 'queued' }] : 'JQ103')
    if (moved) moveByHand(model, job, model.now + seconds(args.delay))
  }),
)

export const snooze: fc.Arbitrary<Command> = fc
  .record({ which: fraction, delay, until: fc.constantFrom(null, null, 0, 7), actual })
  .map((args) =>
    command('snooze', args, someClaim, async (model, real) => {
      const hold = holdAt(model, args.which)
      const { tokens, requests, input, output } = args.actual
      const rows = await ask(
        real,
        `select state from headgate.reschedule_job($1, $2, 'property', $3, ${instant('$4')}, $5, $6, $7, $8)`,
        [
          hold.job,
          args.delay,
          hold.token,
          args.until === null ? null : model.now + seconds(args.until),
          tokens,
          requests,
          input,
          output,
        ],
      )
      const job = takeBack(model, hold, rows, 'queued', args.actual)
      if (!job) return
      job.attempt -= 1
      queue(model, job, model.now + seconds(Math.max(args.delay, args.until ?? 0)))
    }),
  )

export const retry: fc.Arbitrary<Command> = fc.record({ which: fraction, delay }).map((args) =>
  command('retry', args, someJob, async (model, real) => {
    const job = jobAt(model, args.which)
    const at = model.now + seconds(args.delay)
    const rows = await ask(real, `select state from headgate.retry_job($1, ${instant('$2')}, 'property')`, [
      job.id,
      at,
    ])
    const moved = job.state === 'queued' || job.state === 'dead_lettered'
    expect(rows).toEqual(moved ? [{ state: 'queued' }] : 'JQ103')
    if (job.state === 'dead_lettered') redriveInModel(model, job, at)
    else if (moved) moveByHand(model, job, at)
  }),
)

export const retryHeld: fc.Arbitrary<Command> = fc.record({ which: fraction, delay }).map((args) =>
  command('retryHeld', args, someClaim, async (model, real) => {
    const hold = holdAt(model, args.which)
    const at = model.now + seconds(args.delay)
    const rows = await ask(
      real,
      `select state from headgate.retry_job($1, ${instant('$2')}, 'property', $3)`,
      [hold.job, at, hold.token],
    )
    const job = takeBack(model, hold, rows, 'queued')
    if (!job) return
    job.retries += 1
    queue(model, job, at)
  }),
)

export const cancel: fc.Arbitrary<Command> = fc.record({ which: fraction }).map((args) =>
  command('cancel', args, someJob, async (model, real) => {
    const job = jobAt(model, args.which)
    const rows = await ask(real, 'select state from headgate.cancel_job($1)', [job.id])
    const possible = job.state !== 'completed' && job.state !== 'dead_lettered'
    expect(rows).toEqual(possible ? [{ state: 'cancelled' }] : 'JQ103')
    if (possible) end(model, job, 'cancelled')
  }),
)

export const deadLetter: fc.Arbitrary<Command> = fc.record({ which: fraction }).map((args) =>
  command('deadLetter', args, someJob, async (model, real) => {
    const job = jobAt(model, args.which)
    const rows = await ask(real, `select state from headgate.dead_letter_job($1, 'property')`, [job.id])
    const possible = job.state === 'queued' || job.state === 'running'
    expect(rows).toEqual(possible ? [{ state: 'dead_lettered' }] : 'JQ103')
    if (possible) end(model, job, 'dead_lettered')
  }),
)

export const giveUp: fc.Arbitrary<Command> = fc.record({ which: fraction }).map((args) =>
  command('giveUp', args, someClaim, async (model, real) => {
    const hold = holdAt(model, args.which)
    const rows = await ask(real, `select state from headgate.dead_letter_job($1, 'property', $2)`, [
      hold.job,
      hold.token,
    ])
    const job = takeBack(model, hold, rows, 'dead_lettered')
    if (job) finish(model, job, 'dead_lettered')
  }),
)

export const redrive: fc.Arbitrary<Command> = fc.record({ type, limit: fc.constantFrom(1, 10) }).map((args) =>
  command('redrive', args, always, async (model, real) => {
    const rows = await ask(real, 'select job_id::integer as id from headgate.redrive_jobs($1, $2)', [
      args.type,
      args.limit,
    ])
    const dead = [...model.jobs.values()]
      .filter((job) => job.state === 'dead_lettered' && job.type === args.type)
      .toSorted((a, b) => a.id - b.id)
      .slice(0, args.limit)
    expect(rows).toEqual(dead.map(({ id }) => ({ id })))
    for (const job of dead) redriveInModel(model, job, model.now)
  }),
)

function redriveInModel(model: Model, job: Job, at: bigint): void {
  job.attempt = 0
  if (job.deadline !== null && job.deadline <= at) job.deadline = null
  queue(model, job, at)
}

function end(model: Model, job: Job, state: 'cancelled' | 'dead_lettered'): void {
  if (job.state === 'cancelled') return
  if (job.state === 'running') letGo(model, job, unknown)
  finish(model, job, state)
}

/** The job, out of its lease, if it was held; else the call must have been refused. */
function takeBack(
  model: Model,
  hold: Hold,
  rows: unknown,
  state: string,
  actual: Actual = unknown,
): Job | null {
  const held = liveLease(model, hold) !== null
  expect(rows).toEqual(held ? [{ state }] : 'JQ102')
  if (!held) return null
  const job = jobOf(model, hold.job)
  letGo(model, job, actual)
  return job
}
