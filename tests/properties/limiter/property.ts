import fc from 'fast-check'
import type pg from 'pg'
import { second } from '../../support/micros.ts'
import { forgetReservations } from './database.ts'
import type { Settings } from './limits.ts'
import { begin, judge, take } from './play.ts'
import { type Step, settings, steps } from './steps.ts'

const start = 1_900_000_000n * second
const moments = fc.bigInt({ min: 0n, max: 3600n * second })

/** After every step the endpoint holds what the model says, and in the end the auditor finds nothing. */
export function limiterProperty(client: pg.ClientBase): fc.IAsyncProperty<[Settings, bigint, Step[]]> {
  let endpoints = 0
  return fc.asyncProperty(settings, moments, steps, async (limits, moment, script) => {
    await forgetReservations(client)
    endpoints += 1
    const world = await begin(client, `e${endpoints}`, limits, start + moment)
    for (const step of script) await take(world, step)
    judge(world)
  })
}
