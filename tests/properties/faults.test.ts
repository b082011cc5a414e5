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
import { scopesProperty } from './scopes/property.ts'

/** Far more than it takes; a fault that survives them is one that the property cannot see. */
const attempts = { numRuns: 500, endOnFailure: true }

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
  test.for(queueFaults)('$what', { timeout: 120_000 }, async (fault) => {
    const real = await prepare(await faulty(fault))
    expectFound(await fc.check(queueProperty(real), attempts))
  })
})

describe('the property of the limiter finds out when', () => {
  test.for(limiterFaults)('$what', { timeout: 120_000 }, async (fault) => {
    const client = await connect(await faulty(fault))
    expectFound(await fc.check(limiterProperty(client), attempts))
  })
})

describe('the property of scopes finds out when', () => {
  test.for(scopeFaults)('$what', { timeout: 120_000 }, async (fault) => {
    const db = await faulty(fault)
    const clients = await Promise.all(Array.from({ length: 8 }, () => connect(db)))
    expectFound(await fc.check(scopesProperty(clients), attempts))
    await Promise.all(clients.map((client) => client.end()))
  })
})

describe('the property of jobs in scopes finds out when', () => {
  test.for(jobScopeFaults)('$what', { timeout: 120_000 }, async (fault) => {
    const db = await faulty(fault)
    const clients = await Promise.all(Array.from({ length: callers }, () => connect(db)))
    expectFound(await fc.check(costsProperty(clients), attempts))
    await Promise.all(clients.map((client) => client.end()))
  })
})

describe('the property of buckets finds out when', () => {
  test.for(bucketFaults)('$what', { timeout: 120_000 }, async (fault) => {
    const client = await connect(await faulty(fault))
    expectFound(await fc.check(bucketsProperty(client), attempts))
  })
})

describe('the property of the next head finds out when', () => {
  test.for(headFaults.filter(({ pure }) => pure))('$what', { timeout: 120_000 }, async (fault) => {
    const db = await freshDatabase()
    await plant(db, fault)
    expectFound(await fc.check(nextHeadProperty(await connect(db)), attempts))
  })
})

describe('the property of callers who take turns finds out when', () => {
  test.for(headFaults)('$what', { timeout: 300_000 }, async (fault, { skip }) => {
    const db = await freshDatabase()
    const stage = await prepareHeads(db)
    skip(fault.crowded === true && !stage.prepares, 'this server takes no prepared transactions')
    await plant(db, fault)
    const details = await fc.check(headsProperty(stage), { ...attempts, examples })
    await undoPrepared(stage)
    expectFound(details)
  })
})
