import fc from 'fast-check'
import type { Client } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { connect } from '../support/database.ts'
import { openFixture } from './fixture.ts'
import { Code, Colour, Label, OddPercent, Percent, Units, Weight } from './golden/types.ts'

const decimals = fc.oneof(
  fc
    .tuple(fc.integer({ min: -3, max: 3 }), fc.stringMatching(/^\d{0,25}$/))
    .map(([n, rest]) => `${n}.${rest}0`),
  fc.constantFrom(
    '0',
    '-0',
    '0.0',
    '0.00000000000000000000000000001',
    '-0.1',
    'NaN',
    'Infinity',
    '-Infinity',
    '.5',
    '5.',
    'x',
    '',
  ),
)
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 7 }),
  fc.stringMatching(/^[A-Z]{1,3}(-[0-9]*)*$/),
  fc.constantFrom(
    'red',
    `it's "green"`,
    'RED',
    'AB\n',
    '\nAB',
    'AB-1',
    'ÄÖ',
    'AB-',
    '👩‍👩‍👧',
    'x\0',
    '\ud800',
  ),
)
const big = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, -9007199254740993n, -9007199254740994n),
)

/** Each domain, its zod schema and values around its bounds. */
const domains: readonly (readonly [string, z.ZodType, fc.Arbitrary<unknown>])[] = [
  ['weight', Weight, decimals],
  ['percent', Percent, fc.oneof(fc.integer({ min: -3, max: 103 }), fc.integer())],
  ['units', Units, big],
  ['code', Code, words],
  ['label', Label, words],
  ['colour', Colour, words],
]

describe('zod and the server agree on the domain', () => {
  let client: Client

  beforeAll(async () => {
    client = await connect((await openFixture()).database)
  })

  /** Whether the server takes a value; anything but a breach of the domain's check or a malformed value fails. */
  async function isTaken(domain: string, value: unknown): Promise<boolean> {
    return await client.query(`select $1::text::headgate.${domain}`, [String(value)]).then(
      () => true,
      (error: { code: string }) => {
        expect(['23514', '22P02', '22021', '22003']).toContain(error.code)
        return false
      },
    )
  }

  test.for(domains)('%s', async ([domain, schema, values]) => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        // The driver would replace half a surrogate pair before the server saw it.
        const sendable = typeof value !== 'string' || !/\p{Surrogate}/u.test(value)
        expect(schema.safeParse(value).success).toBe(sendable && (await isTaken(domain, value)))
      }),
      { numRuns: 150 },
    )
  })

  test('odd_percent: what only the server can judge is left to it, the rest is not', async () => {
    for (const [value, here, there] of [
      [7, true, true],
      [8, true, false],
      [33, false, false],
      [101, false, false],
    ] as const) {
      expect([value, OddPercent.safeParse(value).success]).toEqual([value, here])
      expect([value, await isTaken('odd_percent', value)]).toEqual([value, there])
    }
  })
})
