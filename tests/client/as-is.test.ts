import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { asIs } from '../../client/as-is.ts'
import { Timestamp } from '../../client/timestamp.ts'
import { argument, column } from '../../client/values.ts'
import { claimJobsRow } from '../../generated/functions/claimJobs.ts'
import { completeJobsArgs } from '../../generated/functions/completeJobs.ts'
import * as generated from '../../generated/index.ts'

const uuid = '6f1c1f0e-5a0e-4c0f-9d5b-0d9d7a0a1b2c'

const row = {
  jobId: 9007199254740993n,
  leaseToken: uuid,
  jobType: 'plain',
  attempt: 1,
  maxAttempts: 5,
  payload: { a: [1] },
  metadata: null,
  correlationId: 'job:1',
  traceparent: null,
  scheduledAt: new Timestamp(0),
  leaseExpiresAt: new Timestamp(1),
  runUntil: new Timestamp(2, 3),
  leaseSeconds: 30,
  runSeconds: 0.5,
  deadlineAt: null,
  reservedTokens: 0n,
  provider: 'acme',
  endpoint: 'chat',
  scope: '',
  reservedInputTokens: null,
  reservedOutputTokens: 7n,
  reservedCostMicros: null,
}
const completion = { jobId: 1n, leaseToken: uuid, result: { a: 1 }, actualTokens: undefined }

/** At the edges of what base types take. */
const edges = fc.constantFrom<unknown>(
  ...[
    undefined,
    null,
    true,
    'x',
    '',
    uuid,
    `${uuid}0`,
    'x\0',
    '\ud800',
    '1.5',
    '2026-01-02',
    'queued',
    'odd',
  ],
  ...[
    0,
    -0,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 15,
    -(2 ** 15),
    2 ** 31,
    -(2 ** 31),
    2 ** 31 - 1,
    2 ** 53,
  ],
  ...[0n, 2n ** 63n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 63n) - 1n],
  ...[
    new Timestamp(0),
    new Date(0),
    new Date(Number.NaN),
    new Date('+012345-01-01T00:00:00Z'),
    new Uint8Array(2),
    [],
    {},
  ],
)
const value = fc.oneof({ weight: 3, arbitrary: edges }, fc.anything({ withBigInt: true, withDate: true }))

/** Objects that are almost right. */
const spoilt = (good: object) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(good), 'unknown'), value, fc.boolean())
    .map(([key, other, isGone]) =>
      isGone
        ? Object.fromEntries(Object.entries(good).filter(([name]) => name !== key))
        : { ...good, [key]: other },
    )

function neverWrong(schema: z.ZodType, given: unknown): void {
  if (!asIs(schema)(given)) return
  const { success, data } = schema.safeParse(given)
  expect(success).toBe(true)
  expect(data).toStrictEqual(given)
}

const schemas = Object.entries({
  ...argument,
  ...Object.fromEntries(Object.entries(column).map(([name, schema]) => [`column ${name}`, schema])),
})

describe('the quick test in front of a schema passes nothing that the schema would refuse or change', () => {
  test.for(schemas)('%s', ([, schema]) => {
    fc.assert(
      fc.property(value, (given) => {
        neverWrong(schema, given)
        neverWrong(schema.nullable(), given)
        neverWrong(z.array(schema), [given, given])
        neverWrong(z.strictObject({ a: schema.optional() }), { a: given })
        neverWrong(z.object({ a: schema }), { a: given, b: 1 })
      }),
      { numRuns: 300 },
    )
  })

  test('rows and bulk arguments', () => {
    fc.assert(
      fc.property(spoilt(row), spoilt(completion), (badRow, badCompletion) => {
        neverWrong(claimJobsRow, badRow)
        neverWrong(completeJobsArgs, { completions: [completion, badCompletion] })
      }),
      { numRuns: 2000 },
    )
  })

  test('schemas with checks of their own', () => {
    expect(asIs(z.array(column.int4).max(1))([1, 2])).toBe(false)
    expect(asIs(z.object({ a: column.int4 }).refine(() => false))({ a: 1 })).toBe(false)
    expect(asIs(z.object({ a: column.int4 }).catchall(z.string()))({ a: 1, b: 2 })).toBe(false)
    expect(asIs(generated.JobState)('lost')).toBe(false)
  })
})

describe('the quick test in front of a schema does pass', () => {
  test.for([
    ['a claimed row', claimJobsRow, row],
    ['completions', completeJobsArgs, { completions: [completion, completion] }],
    ['an enum', generated.JobState, 'queued'],
    ['nothing, where it is optional', z.strictObject({ a: argument.text.optional() }), {}],
  ] as const)('%s', ([, schema, given]) => {
    expect(schema.safeParse(given).success).toBe(true)
    expect(asIs(schema)(given)).toBe(true)
  })
})
