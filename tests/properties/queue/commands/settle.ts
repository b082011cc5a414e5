import fc from 'fast-check'
import { expect } from 'vitest'
import { instant, micros } from '../../../support/micros.ts'
import { type Command, command, holdAt, someClaim } from '../command.ts'
import { ask } from '../database.ts'
import {
  type Actual,
  earlier,
  finish,
  type Hold,
  jobOf,
  letGo,
  liveLease,
  type Model,
  queue,
  seconds,
  typeOf,
} from '../model.ts'
import { actual, fraction } from './arbitraries.ts'

export const heartbeat: fc.Arbitrary<Command> = fc
  .record({ which: fraction, extend: fc.constantFrom(null, 1, 60) })
  .map((args) =>
    command('heartbeat', args, someClaim, async (model, real) => {
      const hold = holdAt(model, args.which)
      const lease = model.leases.get(hold.token)
      const rows = await ask(
        real,
        `select ${micros('lease_expires_at')} as "expiresAt", job_ids::integer[] as jobs from headgate.heartbeat_jobs($1, $2)`,
        [hold.token, args.extend],
      )
      if (!lease || lease.expiresAt <= model.now) {
        expect(rows).toBe('JQ102')
        return
      }
      lease.expiresAt = earlier(model.now + seconds(args.extend ?? lease.seconds), lease.runUntil)
      expect(rows).toEqual([{ expiresAt: `${lease.expiresAt}`, jobs: lease.jobs }])
    }),
  )

export const complete: fc.Arbitrary<Command> = fc.record({ which: fraction, actual }).map((args) =>
  command('complete', args, someClaim, async (model, real) => {
    const hold = holdAt(model, args.which)
    const { tokens, requests, input, output } = args.actual
    const rows = await ask(real, 'select state from headgate.complete_job($1, $2, null, $3, $4, $5, $6)', [
      hold.job,
      hold.token,
      tokens,
      requests,
      input,
      output,
    ])
    const outcome = completeInModel(model, hold, args.actual)
    expect(rows).toEqual(
      { lease_lost: 'JQ102', audit_required: 'JQ104' }[outcome] ?? [{ state: 'completed' }],
    )
  }),
)

export const completeMany: fc.Arbitrary<Command> = fc
  .record({ which: fc.array(fraction, { minLength: 1, maxLength: 4 }), actual })
  .map((args) =>
    command('completeMany', args, someClaim, async (model, real) => {
      const holds = args.which.map((which) => holdAt(model, which))
      const rows = await ask(
        real,
        'select job_id::integer as job, outcome from headgate.complete_jobs($1) order by element',
        [batch(holds, args.actual, {})],
      )
      const seen = new Set<string>()
      const expected = holds.map((hold) => {
        const name = `${hold.job} ${hold.token}`
        // Named twice, the first counts: the second is judged by what held before the call.
        const outcome = seen.has(name) ? 'twice' : completeInModel(model, hold, args.actual)
        seen.add(name)
        return { job: hold.job, outcome }
      })
      expect(withoutRepeats(rows, expected)).toEqual(expected.filter(({ outcome }) => outcome !== 'twice'))
    }),
  )

export const fail: fc.Arbitrary<Command> = fc
  .record({
    which: fraction,
    retryable: fc.constantFrom(true, true, false),
    retryIn: fc.constantFrom(null, null, 0, 20),
    actual,
  })
  .map((args) =>
    command('fail', args, someClaim, async (model, real) => {
      const hold = holdAt(model, args.which)
      const retryAt = args.retryIn === null ? null : model.now + seconds(args.retryIn)
      const { tokens, requests, input, output } = args.actual
      const rows = await ask<{ state: string; at: string | null }>(
        real,
        `select state, ${micros('scheduled_at')} as at
         from headgate.fail_job($1, $2, '"property"', $3, ${instant('$4')}, $5, $6, $7, $8)`,
        [hold.job, hold.token, args.retryable, retryAt, tokens, requests, input, output],
      )
      failInModel(model, hold, { ...args, retryAt }, typeof rows === 'string' ? rows : rows[0])
    }),
  )

export const failMany: fc.Arbitrary<Command> = fc
  .record({ which: fc.array(fraction, { minLength: 1, maxLength: 3 }), retryable: fc.boolean(), actual })
  .map((args) =>
    command('failMany', args, someClaim, async (model, real) => {
      const holds = distinct(args.which.map((which) => holdAt(model, which)))
      const rows = await ask<{ outcome: string; at: string | null }>(
        real,
        `select outcome, ${micros('scheduled_at')} as at from headgate.fail_jobs($1) order by element`,
        [batch(holds, args.actual, { error: 'property', retryable: args.retryable })],
      )
      if (typeof rows === 'string') throw new Error(`fail_jobs answered ${rows}`)
      holds.forEach((hold, element) => {
        const { outcome, at = null } = rows[element] ?? { outcome: 'missing' }
        const answer = outcome === 'lease_lost' ? 'JQ102' : { state: outcome, at }
        failInModel(model, hold, { ...args, retryAt: null }, answer)
      })
    }),
  )

function completeInModel(model: Model, hold: Hold, actual: Actual): string {
  const job = jobOf(model, hold.job)
  if (!liveLease(model, hold))
    return job.state === 'completed' && job.token === hold.token ? 'already_completed' : 'lease_lost'
  if (typeOf(model, job).audited && !model.vouched.has(`${hold.job} ${hold.token}`)) return 'audit_required'
  letGo(model, job, actual)
  finish(model, job, 'completed')
  return 'completed'
}

interface Failure {
  readonly retryable: boolean
  readonly retryAt: bigint | null
  readonly actual: Actual
}

function failInModel(
  model: Model,
  hold: Hold,
  { retryable, retryAt, actual }: Failure,
  answer: string | { state: string; at: string | null } | undefined,
): void {
  if (!liveLease(model, hold)) {
    expect(answer).toBe('JQ102')
    return
  }
  if (typeof answer !== 'object') throw new Error(`fail answered ${answer}`)
  const job = jobOf(model, hold.job)
  const { deadline, attempt, maxAttempts, retries } = job
  const backoff = Math.min(300, 2 * 2 ** retries)
  const earliest = retryAt ?? model.now + seconds(backoff / 2)
  const latest = retryAt ?? model.now + seconds(backoff)
  letGo(model, job, actual)
  const mayRetry = retryable && attempt < maxAttempts && (deadline === null || earliest < deadline)
  const mustRetry = mayRetry && (deadline === null || latest < deadline)
  expect(
    ['queued', 'dead_lettered'].filter((state) => (state === 'queued' ? mayRetry : !mustRetry)),
  ).toContain(answer.state)
  if (answer.state === 'dead_lettered') {
    finish(model, job, 'dead_lettered')
    return
  }
  const at = BigInt(answer.at ?? 0)
  expect(at >= earliest && at <= latest).toBe(true)
  job.retries += 1
  queue(model, job, at)
}

function batch(holds: readonly Hold[], { tokens, requests, input, output }: Actual, more: object): string {
  return JSON.stringify(
    holds.map(({ job, token }) => {
      return {
        job_id: job,
        lease_token: token,
        actual_tokens: tokens,
        actual_requests: requests,
        actual_input_tokens: input,
        actual_output_tokens: output,
        ...more,
      }
    }),
  )
}

function distinct(holds: readonly Hold[]): Hold[] {
  return [...new Map(holds.map((hold) => [`${hold.job} ${hold.token}`, hold])).values()]
}

function withoutRepeats(rows: unknown, expected: readonly { outcome: string }[]): unknown {
  return Array.isArray(rows) ? rows.filter((_, element) => expected[element]?.outcome !== 'twice') : rows
}
