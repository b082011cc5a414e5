import fc from 'fast-check'
import { expect } from 'vitest'
import { instant } from '../../../support/micros.ts'
import { always, type Command, command } from '../command.ts'
import { ask, type Real } from '../database.ts'
import { dimensions } from '../endpoint.ts'
import { costsOf, jobOf, type Model, queue, seconds } from '../model.ts'
import { type } from './arbitraries.ts'

interface Args {
  readonly type: string
  readonly priority: number
  readonly delay: number | null
  readonly tokens: number
  /** Which share of them is input; null: not told. */
  readonly input: number | null
  readonly maxAttempts: number
  readonly deadline: number | null
  readonly concurrencyKey: string | null
  readonly key: { readonly name: string; readonly scope: 'unfinished' | 'interval' | 'forever' } | null
}

const interval = 60

const sql = `select job_id::integer as id, created from headgate.enqueue_job($1, p_priority => $2,
  p_scheduled_at => ${instant('$3')}, p_estimated_tokens => $4, p_input_tokens => $11, p_output_tokens => $12, p_max_attempts => $5, p_deadline_at => ${instant('$6')},
  p_idempotency_key => $7, p_idempotency_scope => $8, p_idempotency_seconds => $9, p_concurrency_key => $10)`

export const enqueue: fc.Arbitrary<Command> = fc
  .record({
    type,
    priority: fc.constantFrom(5, 5, 5, 4, 9),
    delay: fc.constantFrom(null, null, null, null, null, 0, 5, 60),
    tokens: fc.constantFrom(100, 100, 100, 0, 250, 250, 400, 401),
    input: fc.constantFrom(null, null, 0, 0.25, 0.9, 1),
    maxAttempts: fc.constantFrom(3, 1, 2),
    deadline: fc.constantFrom(null, null, null, null, 10, 100),
    concurrencyKey: fc.constantFrom('a', 'a', 'a', 'b', null),
    key: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      {
        weight: 1,
        arbitrary: fc.record({
          name: fc.constantFrom('k', 'l'),
          scope: fc.constantFrom<'unfinished' | 'interval' | 'forever'>('unfinished', 'interval', 'forever'),
        }),
      },
    ),
  })
  .map((args) => ({ ...args, concurrencyKey: keyed(args) }))
  .map((args) => command('enqueue', args, always, (model, real) => run(model, real, args)))

/** Few jobs of types that are not about keys have one. */
function keyed({ type, concurrencyKey }: Pick<Args, 'type' | 'concurrencyKey'>): string | null {
  return type === 'shared' || type === 'ordered' || concurrencyKey === 'b' ? concurrencyKey : null
}

async function run(model: Model, real: Real, args: Args): Promise<void> {
  const scheduledAt = args.delay === null ? null : model.now + seconds(args.delay)
  const deadline = args.deadline === null ? null : model.now + seconds((args.delay ?? 0) + args.deadline)
  const { name = null, scope = 'unfinished' } = args.key ?? {}
  const input = args.input === null ? null : Math.round(args.tokens * args.input)
  const split = input === null ? null : { input, output: args.tokens - input }
  const answer = await ask<{ id: number; created: boolean }>(real, sql, [
    args.type,
    args.priority,
    scheduledAt,
    split ? null : args.tokens,
    args.maxAttempts,
    deadline,
    name,
    scope,
    scope === 'interval' ? interval : null,
    args.concurrencyKey,
    split?.input ?? null,
    split?.output ?? null,
  ])
  const costs = costsOf({ tokens: args.tokens, input: split?.input ?? null, output: split?.output ?? null })
  const { limits } = model.endpoint
  const neverFits = dimensions.some(
    (dimension) => costs[dimension] > (limits[dimension] ?? Number.POSITIVE_INFINITY),
  )
  if (model.types.get(args.type)?.gated && neverFits) {
    expect(answer).toBe('JQ203')
    return
  }
  const [row] = answer
  if (typeof row !== 'object') throw new Error(`enqueue answered ${answer}`)
  const slot = `${args.type} ${name}`
  const key = model.keys.get(slot)
  const taken = name !== null && key !== undefined && (key.expiresAt === null || key.expiresAt > model.now)
  expect(row).toMatchObject(taken ? { id: key.job, created: false } : { created: true })
  if (taken) {
    jobOf(model, row.id)
    return
  }
  expect(model.jobs.has(row.id)).toBe(false)
  if (name !== null)
    model.keys.set(slot, {
      job: row.id,
      expiresAt: scope === 'interval' ? model.now + seconds(interval) : null,
      untilFinished: scope === 'unfinished',
    })
  const { type, priority, tokens, maxAttempts, concurrencyKey } = args
  const kinds = split ?? { input: null, output: null }
  const job = {
    id: row.id,
    type,
    priority,
    tokens,
    ...kinds,
    maxAttempts,
    key: name,
    concurrencyKey,
    deadline,
  }
  const fresh = {
    state: 'queued' as const,
    attempt: 0,
    retries: 0,
    scheduledAt: 0n,
    place: null,
    blocked: false,
    admitted: false,
    since: model.now,
    token: null,
  }
  model.jobs.set(row.id, { ...job, ...fresh, startedAt: 0n })
  queue(model, jobOf(model, row.id), scheduledAt ?? model.now)
}
