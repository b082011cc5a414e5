import fc from 'fast-check'
import { expect } from 'vitest'
import { type Claim, claim as claimInModel, hold } from '../claim.ts'
import { always, type Command, command } from '../command.ts'
import { ask, type Real } from '../database.ts'
import type { Model } from '../model.ts'
import { type, types } from './arbitraries.ts'

interface Claimed {
  readonly id: number
  readonly token: string
  readonly type: string
  readonly attempt: number
}

const sql = `select job_id::integer as id, lease_token as token, job_type as type, attempt
  from headgate.claim_jobs($1, $2, $3, $4)`

const everything = fc.constant(types)

export const claim: fc.Arbitrary<Command> = fc
  .record({
    worker: fc.constantFrom('anna', 'bert', 'cora'),
    types: fc.oneof(everything, everything, fc.uniqueArray(type, { minLength: 1, maxLength: 4 })),
    limit: fc.constantFrom(1, 2, 3, 10),
    leaseSeconds: fc.constantFrom(5, 30, 30, 200),
  })
  .map((args) => command('claim', args, always, (model, real) => run(model, real, args)))

async function run(
  model: Model,
  real: Real,
  args: Claim & { worker: string; leaseSeconds: number },
): Promise<void> {
  const rows = await ask<Claimed>(real, sql, [args.worker, args.types, args.limit, args.leaseSeconds])
  if (typeof rows === 'string') throw new Error(`claim answered ${rows}`)
  const started = claimInModel(model, args)
  expect(rows.map(({ id, type, attempt }) => ({ id, type, attempt }))).toEqual(
    started.flatMap(({ jobs }) => jobs.map(({ id, type, attempt }) => ({ id, type, attempt }))),
  )
  for (const lane of started) {
    const tokens = new Set(rows.filter(({ type }) => type === lane.type.name).map(({ token }) => token))
    const [token] = tokens
    expect(tokens.size).toBe(1)
    if (token !== undefined) hold(model, lane, token, args.leaseSeconds)
  }
}
