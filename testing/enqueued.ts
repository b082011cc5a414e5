import { microsOf, Timestamp } from '../client/timestamp.ts'

/** A job that was enqueued, as tests look at it. */
export interface EnqueuedJob {
  readonly jobType: string
  readonly payload: unknown
  readonly [argument: string]: unknown
}

/** No job was enqueued as expected. Its message lists those that were. */
export class NotEnqueued extends Error {
  constructor(expected: object, jobs: readonly EnqueuedJob[]) {
    const listed = jobs.map((job) => `  ${described(job)}`).join('\n')
    super(
      `No job was enqueued like ${described(expected)}${listed === '' ? '; there is none' : `, but:\n${listed}`}`,
    )
    this.name = 'NotEnqueued'
  }
}

/**
 * The first job that has all that is expected; what is not mentioned may be anything. Matchers of test frameworks
 * (`expect.any(String)`) work within.
 *
 * @throws NotEnqueued
 */
export function findEnqueued<Job extends EnqueuedJob>(jobs: readonly Job[], expected: object): Job {
  const found = jobs.find((job) => fits(job, expected))
  if (found === undefined) throw new NotEnqueued(expected, jobs)
  return found
}

function fits(actual: unknown, expected: unknown): boolean {
  if (isMatcher(expected)) return expected.asymmetricMatch(actual)
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected)
  if (typeof actual !== 'object' || actual === null) return false
  if (expected instanceof Date) return actual instanceof Date && isSameMoment(actual, expected)
  if (Array.isArray(expected) && !(Array.isArray(actual) && actual.length === expected.length)) return false
  return Object.entries(expected).every(([key, value]) => fits(Reflect.get(actual, key), value))
}

/** A plain Date stands for its millisecond. */
function isSameMoment(actual: Date, expected: Date): boolean {
  if (actual.getTime() !== expected.getTime()) return false
  return !(expected instanceof Timestamp) || microsOf(actual) === expected.microseconds
}

function isMatcher(value: unknown): value is { asymmetricMatch(actual: unknown): boolean } {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value
}

const described = (value: object): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}` : inner))
