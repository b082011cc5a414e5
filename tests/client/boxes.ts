import fc from 'fast-check'
import { firstMoment, Timestamp } from '../../client/timestamp.ts'
import { type Box, Label, ParcelState, Seal, Weight } from '../codegen/golden/index.ts'

const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/\0|\p{Surrogate}/u.test(text))
const hostile = fc.oneof(
  word,
  fc.constantFrom(
    '',
    ' ',
    '"',
    '\\',
    '\\"',
    '(',
    ')',
    ',',
    '(,)',
    '{}',
    '""',
    'null',
    '\n',
    '\t',
    "'",
    'a b',
  ),
)
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 })
const moment = fc.date({ min: new Date(firstMoment), noInvalidDate: true })

const spot = fc.record({
  shelf: orNull(fc.integer()),
  order: orNull(
    hostile.filter((text) => [...text].length > 0 && [...text].length <= 5).map((it) => Label.parse(it)),
  ),
  at: orNull(fc.tuple(moment, fc.nat(999)).map(([date, micros]) => new Timestamp(date, micros))),
  parcelState: orNull(fc.constantFrom(...ParcelState.options)),
})

/** Values of the composite type of the fixture, whose parts are of every kind. */
export const boxes: fc.Arbitrary<Box> = fc.record({
  number: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  place: spot,
  spots: orNull(fc.array(spot, { maxLength: 3 })),
  sealLists: orNull(
    fc.array(
      fc.array(
        fc.uuid().map((it) => Seal.parse(it)),
        { maxLength: 2 },
      ),
      { maxLength: 2 },
    ),
  ),
  contents: orNull(fc.dictionary(hostile, fc.oneof(hostile, fc.integer(), fc.bigInt({ min: 2n ** 53n })))),
  weight: orNull(fc.integer({ min: 1 }).map((n) => Weight.parse(`${n}.10`))),
  labelText: orNull(hostile),
  data: orNull(fc.uint8Array({ maxLength: 10 })),
  constructor: orNull(fc.boolean()),
})

/** What tests would not look at. */
export const timesOf = (box: Box): readonly (string | undefined)[] =>
  [box.place, ...(box.spots ?? [])].map(({ at }) => at?.toISOString())
