import fc from 'fast-check'
import { expect } from 'vitest'
import { stopClockAt } from '../../../support/micros.ts'
import { always, type Command, command } from '../command.ts'
import { ask } from '../database.ts'
import { admit, expireReservations, promote, ranOut, reclaim as reclaimInModel, seconds } from '../model.ts'
import { type } from './arbitraries.ts'

export const advance: fc.Arbitrary<Command> = fc
  .record({ by: fc.constantFrom(0.000001, 1, 1, 1, 3, 3, 6, 6, 31, 61, 101) })
  .map((args) =>
    command('advance', args, always, async (model, { client }) => {
      model.now += seconds(args.by)
      await stopClockAt(client, model.now)
    }),
  )

export const reclaim: fc.Arbitrary<Command> = fc.record({ limit: fc.constantFrom(1, 100) }).map((args) =>
  command('reclaim', args, always, async (model, real) => {
    const rows = await ask<{ id: number }>(
      real,
      'select job_id::integer as id from headgate.reclaim_timed_out_jobs($1) order by id',
      [args.limit],
    )
    if (typeof rows === 'string') throw new Error(`reclaim answered ${rows}`)
    const ids = rows.map(({ id }) => id)
    const due = ranOut(model)
    const [taken, left] = [true, false].map((want) =>
      due.filter(({ jobs }) => jobs.some((id) => ids.includes(id)) === want),
    )
    expect(taken).toHaveLength(Math.min(args.limit, due.length))
    // Of leases that ran out at the same moment any may come first.
    for (const { expiresAt } of taken ?? [])
      expect(left?.every((lease) => lease.expiresAt >= expiresAt)).toBe(true)
    expect(ids).toEqual(reclaimInModel(model, taken).toSorted((a, b) => a - b))
  }),
)

export const tick: fc.Arbitrary<Command> = fc.constant(
  command('tick', {}, always, async (model, real) => {
    const rows = await ask(
      real,
      'select promoted, reclaimed, reservations_expired as expired from headgate.tick()',
    )
    const reclaimed = reclaimInModel(model).length
    const promoted = promote(model, [...model.types.keys()])
    admit(model, [...model.types.keys()])
    expect(rows).toEqual([{ promoted, reclaimed, expired: expireReservations(model) }])
  }),
)

export const pause: fc.Arbitrary<Command> = fc
  .record({ type, paused: fc.constantFrom(true, false, false, false) })
  .map((args) =>
    command('pause', args, always, async (model, real) => {
      const call = args.paused ? 'pause_job_type' : 'resume_job_type'
      expect(await ask(real, `select paused from headgate.${call}($1)`, [args.type])).toEqual([
        { paused: args.paused },
      ])
      const paused = model.types.get(args.type)
      if (paused) paused.paused = args.paused
    }),
  )
