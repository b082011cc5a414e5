import type fc from 'fast-check'
import { expect } from 'vitest'
import { look, type Real } from './database.ts'
import { held as heldBy } from './endpoint.ts'
import { type Hold, type Job, jobOf, type Model } from './model.ts'

export type Command = fc.AsyncCommand<Model, Real>

/**
 * One call: made against the model and the database, its answers compared, then everything else compared.
 * `possible` tells whether it can be made at all, for example whether there is a job to name.
 */
export function command(
  name: string,
  args: object,
  possible: (model: Readonly<Model>) => boolean,
  act: (model: Model, real: Real) => Promise<void>,
): Command {
  return {
    check: possible,
    async run(model, real) {
      model.call += 1
      await act(model, real)
      await compare(model, real)
    },
    toString: () => `${name}${JSON.stringify(args)}`,
  }
}

async function compare(model: Model, real: Real): Promise<void> {
  const { jobs, held, broken } = await look(real)
  const expected = [...model.jobs.values()].toSorted((a, b) => a.id - b.id)
  expect(jobs).toEqual(
    expected.map(({ id, state, attempt, retries, scheduledAt, blocked, admitted }) => {
      return { id, state, attempt, retries, scheduledAt: `${scheduledAt}`, blocked, admitted }
    }),
  )
  expect(heldBy(model.endpoint, model.now)).toMatchObject(held)
  expect(broken).toEqual([])
}

export const always = (): boolean => true
export const someJob = ({ jobs }: Readonly<Model>): boolean => jobs.size > 0
export const someClaim = ({ claims }: Readonly<Model>): boolean => claims.length > 0

/** A job by a fraction of the list: 0 is the first, 0.999 the latest. */
export function jobAt(model: Model, fraction: number): Job {
  return at([...model.jobs.values()], fraction)
}

/**
 * A hold by a fraction: mostly one that nobody has swept, dead or alive; sometimes a stale one of a job that
 * somebody else holds now; else any that ever was.
 */
export function holdAt(model: Model, fraction: number): Hold {
  const unswept = model.claims.filter(({ job, token }) => model.leases.get(token)?.jobs.includes(job))
  const usurping = model.claims.filter(({ job, token }) => {
    const { state, token: present } = jobOf(model, job)
    return state === 'running' && present !== token
  })
  if (fraction < 0.6 && unswept.length > 0) return at(unswept, fraction / 0.6)
  if (fraction < 0.8 && usurping.length > 0) return at(usurping, (fraction % 0.2) / 0.2)
  return at(model.claims, (fraction % 0.2) / 0.2)
}

export function at<T>(list: readonly T[], fraction: number): T {
  const item = list[Math.floor(fraction * list.length)]
  if (item === undefined) throw new RangeError('nothing to choose from')
  return item
}
