import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { installTestClock } from '../support/clock.ts'
import { connect, freshDatabase, type TestDatabase } from '../support/database.ts'
import { bucketsProperty } from './buckets/property.ts'
import { callers, costsProperty } from './costs/property.ts'
import {
  bucketFaults,
  type Fault,
  headFaults,
  jobScopeFaults,
  limiterFaults,
  plant,
  queueFaults,
  scopeFaults,
} from './faults.ts'
import { prepareHeads, undoPrepared } from './heads/database.ts'
import { nextHeadProperty } from './heads/next-head.ts'
import { examples, headsProperty } from './heads/property.ts'
import { limiterProperty } from './limiter/property.ts'
import { prepare } from './queue/database.ts'
import { queueProperty } from './queue/property.ts'
import { examples as scopeExamples } from './scopes/examples.ts'
import { scopesProperty } from './scopes/property.ts'

const attempts = { numRuns: 500, endOnFailure: true }
/** A fault that survives so many attempts is one that the property cannot see. */
const tries = 4

/** What one sequence of hundreds finds is missed by chance now and then: so other seeds are tried. */
async function check<T>(
  property: fc.IAsyncProperty<T>,
  more: fc.Parameters<T> = {},
): Promise<fc.RunDetails<T>> {
  let details = await fc.check(property, { ...attempts, ...more })
  for (let n = 1; n < tries && !details.failed; n++)
    details = await fc.check(property, { ...attempts, ...more })
  return details
}

async function faulty(fault: Fault): Promise<TestDatabase> {
  const db = await freshDatabase()
  await installTestClock(db)
  await plant(db, fault)
  return db
}

/** Found by what the property asserts, or by a settlement that misses jobs, not by a function that no longer runs. */
function expectFound<T>({ failed, errorInstance }: fc.RunDetails<T>): void {
  expect(failed).toBe(true)
  expect([
    errorInstance instanceof Error && errorInstance.name === 'AssertionError',
    Object(errorInstance).code === '40001',
  ]).toContain(true)
}

describe('the property of the queue finds out when', () => {
  test.for(queueFaults)('$what', { timeout: 600_000 }, async (fault) => {
    const real = await prepare(await faulty(fault))
    expectFound(await check(queueProperty(real)))
  })
})

describe('the property of the limiter finds out when', () => {
  test.for(limiterFaults)('$what', { timeout: 600_000 }, async (fault) => {
    const client = await connect(await faulty(fault))
    expectFound(await check(limiterProperty(client)))
  })
})

describe('the property of scopes finds out when', () => {
  test.for(scopeFaults)('$what', { timeout: 600_000 }, async (fault) => {
    const db = await faulty(fault)
    const clients = await Promise.all(Array.from({ length: 8 }, () => connect(db)))
    expectFound(await check(scopesProperty(clients), { examples: scopeExamples }))
    await Promise.all(clients.map((client) => client.end()))
  })
})

describe('the property of jobs in scopes finds out when', () => {
  test.for(jobScopeFaults)('$what', { timeout: 600_000 }, async (fault) => {
    const db = await faulty(fault)
    const clients = await Promise.all(Array.from({ length: callers }, () => connect(db)))
    expectFound(await check(costsProperty(clients)))
    await Promise.all(clients.map((client) => client.end()))
  })
})

describe('the property of buckets finds out when', () => {
  test.for(bucketFaults)('$what', { timeout: 600_000 }, async (fault) => {
    const client = await connect(await faulty(fault))
    expectFound(await check(bucketsProperty(client)))
  })
})

describe('the property of the next head finds out when', () => {
  test.for(headFaults.filter(({ pure }) => pure))('$what', { timeout: 600_000 }, async (fault) => {
    const db = await freshDatabase()
    await plant(db, fault)
    expectFound(await check(nextHeadProperty(await connect(db))))
  })
})

describe('the property of callers who take turns finds out when', () => {
  test.for(headFaults)('$what', { timeout: 600_000 }, async (fault, { skip }) => {
    const db = await freshDatabase()
    const stage = await prepareHeads(db)
    skip(fault.crowded === true && !stage.prepares, 'this server takes no prepared transactions')
    await plant(db, fault)
    const details = await check(headsProperty(stage), { examples })
    await undoPrepared(stage)
    expectFound(details)
  })
})
