import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { firstMoment } from '../../../client/timestamp.ts'
import { type Fixture, openFixture } from '../../codegen/fixture.ts'
import {
  attempt,
  type BoxInput,
  ConnectionLost,
  ContractMismatch,
  copyBoxes,
  countParcels,
  DepotFull,
  delete_,
  findParcel,
  firstParcel,
  InvalidArgument,
  InvalidResult,
  isRetryable,
  JsonNumber,
  leak,
  listBoxes,
  openBox,
  ParcelId,
  PermissionDenied,
  SealBroken,
  type SendParcelArgs,
  ServerError,
  sendParcel,
  sendParcels,
  Timestamp,
} from '../../codegen/golden/index.ts'
import { caught } from '../../support/caught.ts'
import { connect, emptyDatabase } from '../../support/database.ts'
import { boxes, timesOf } from '../boxes.ts'
import { ways } from './transports.ts'

describe.each(ways)('calls over $name', (way) => {
  let fixture: Fixture

  beforeAll(async () => {
    fixture = await openFixture()
    // The generator refuses such a body; what it cannot refuse is that somebody puts it there afterwards.
    await fixture.database.pool.query(`
      create or replace function headgate.leak(out leaked headgate.nn_text, out other integer)
      language plpgsql set search_path = '' as $$ begin other := 1; end $$`)
  })

  test('answer rows exactly: ids beyond 2^53, arrays, enums, numerics, documents', async () => {
    const transport = await way.open(fixture.database)
    const row = await sendParcel(transport, {
      to: 'Ada',
      state: 'it\'s "sent"',
      weight: '1.10',
      contents: { a: [1, null, 'x'] },
      units: 9007199254740993n,
      labels: ['', 'a,b', '"\\{}', 'NULL', 'ü'],
      states: ['constructor', 'waiting'],
      at: new Timestamp('2030-01-02T03:04:05.678901Z'),
      parentId: ParcelId.parse(7n),
    })
    expect(row).toEqual({
      parcelId: 9007199254740993n,
      parcelIds: [1n, 9007199254740993n],
      state: 'it\'s "sent"',
      states: ['constructor', 'waiting'],
      contents: { a: [1, null, 'x'] },
      labels: ['', 'a,b', '"\\{}', 'NULL', 'ü'],
      units: 9007199254740993n,
      weight: '1.10',
      order: 'Ada',
      at: new Date('2030-01-02T03:04:05.678Z'),
      seal: '6f1c1f0e-5a0e-4c0f-9d5b-0d9d7a0a1b2c',
    })
    expect(row.at?.toISOString()).toBe('2030-01-02T03:04:05.678901Z')
  })

  test('leave omitted and undefined arguments to the defaults in SQL, and send null where null is meant', async () => {
    const transport = await way.open(fixture.database)
    expect(await sendParcel(transport, { to: 'Ada', labels: undefined, weight: null })).toMatchObject({
      state: 'waiting',
      contents: {},
      labels: [],
      states: null,
      weight: null,
      at: null,
    })
    expect(await countParcels(transport, { from: 2 })).toEqual({ total: 3n })
    expect(await countParcels(transport, { from: 2, to: 5n })).toEqual({ total: 7n })
  })

  test('answer one, maybe, many, a bare value or nothing', async () => {
    const transport = await way.open(fixture.database)
    expect(await findParcel(transport, { parcelId: ParcelId.parse(1n) })).toEqual({ parcelId: 1n })
    expect(await findParcel(transport, { parcelId: ParcelId.parse(404n) })).toBeUndefined()
    expect(await sendParcels(transport, { parcels: [] })).toEqual([])
    expect(await firstParcel(transport)).toBeNull()
    const seal = (await sendParcel(transport, { to: 'Ada' })).seal
    expect(await delete_(transport, { class: 'all', seal })).toBeUndefined()
  })

  test('name the keys of bulk elements as SQL does, and keep big numbers in them', async () => {
    const transport = await way.open(fixture.database)
    const at = new Timestamp(0, 7)
    const parcels = [
      { to: 'a', parentId: ParcelId.parse(9007199254740993n), units: 1, at },
      { to: 'b', labels: ['x'] },
    ]
    const rows = await sendParcels(transport, { parcels })
    expect(rows.map(({ element }) => element)).toEqual([0, 1])
    expect(rows[1]?.note).toEqual({ to: 'b', labels: ['x'] })
    expect(Object.keys(rows[0]?.note ?? {})).toEqual(['at', 'to', 'units', 'parent_id'])
    expect(rows[0]?.note).toMatchObject({ at: '1970-01-01 00:00:00.000007+00', units: 1 })
  })

  test('round-trip every argument that passes the checks', async () => {
    const transport = await way.open(fixture.database)
    const word = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .filter((text) => !/\0|\p{Surrogate}/u.test(text))
    const decimal = fc.stringMatching(/^[1-9]{20}$/).map((digits) => new JsonNumber(`0.${digits}`))
    const args: fc.Arbitrary<SendParcelArgs> = fc.record({
      to: word.map((text) => `to ${text}`),
      units: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      labels: fc.array(word, { maxLength: 5 }),
      at: fc
        .tuple(fc.date({ min: new Date(firstMoment), noInvalidDate: true }), fc.nat(999))
        .map(([date, micros]) => new Timestamp(date, micros)),
      weight: fc.nat().map((n) => `${n}.${'0'.repeat(n % 7)}1`),
      contents: fc.dictionary(
        word,
        fc.oneof(word, fc.boolean(), fc.integer(), fc.constant(null), fc.bigInt({ min: 2n ** 53n }), decimal),
      ),
    })
    await fc.assert(
      fc.asyncProperty(args, async (given) => {
        const row = await sendParcel(transport, given)
        expect({ ...row, to: row.order }).toMatchObject(given)
        expect(row.at?.toISOString()).toBe(given.at?.toISOString())
      }),
      { numRuns: 60 },
    )
  })

  test('round-trip rows within values', async () => {
    const transport = await way.open(fixture.database)
    await fc.assert(
      fc.asyncProperty(boxes, fc.array(boxes, { maxLength: 2 }), async (box, many) => {
        const copied = await copyBoxes(transport, { box, boxes: many })
        expect(copied).toEqual({ box, boxes: many, nothing: null })
        expect(copied.box && timesOf(copied.box)).toEqual(timesOf(box))
        expect(await openBox(transport, { box })).toEqual(box)
        expect(await listBoxes(transport, { boxes: many })).toEqual(many)
      }),
      { numRuns: 30 },
    )
    const box = { number: 1, place: { shelf: 2 }, constructor: null }
    const nulls = { spots: null, sealLists: null, contents: null, weight: null, labelText: null, data: null }
    const place = { shelf: 2, order: null, at: null, parcelState: null }
    const whole = { ...nulls, number: 1n, place, constructor: null }
    expect(await copyBoxes(transport, { box })).toEqual({ box: whole, boxes: null, nothing: null })
  })

  test('refuse a null within a row where none may be', async () => {
    const transport = await way.open(fixture.database)
    // A row that is null has no attributes but null ones, and no NOT NULL of theirs is ever looked at.
    await connect(fixture.database).then((owner) =>
      owner.query(
        `create or replace function headgate.open_box(p_box headgate.box) returns headgate.box language sql stable
         set search_path = '' as $$ select case when p_box.number = 0 then null::headgate.box else p_box end $$`,
      ),
    )
    const error = await caught(openBox(transport, { box: { number: 0, place: {}, constructor: null } }))
    expect(error).toMatchObject({ code: 'invalid_result', issues: [{ path: 'number' }] })
    // Nor of a variable's, of which only others were assigned.
    await connect(fixture.database).then((owner) =>
      owner.query(
        `create or replace function headgate.list_boxes(p_boxes headgate.boxes) returns headgate.boxes language plpgsql stable
         set search_path = '' as $$ declare v headgate.box; begin v.label_text := 'x'; return array[v]; end $$`,
      ),
    )
    const within = await caught(listBoxes(transport, { boxes: [] }))
    expect(within).toMatchObject({ code: 'invalid_result', issues: [{ path: '[0].number' }, {}] })
  })

  test.for([
    ['an attribute out of range', { number: 2n ** 63n, place: {} }, 'box.number'],
    ['an attribute that is required', { place: {} }, 'box.number'],
    ['one that breaks a check', { number: 1, place: { order: 'too long' } }, 'box.place.order'],
    ['one that does not exist', { number: 1, place: {}, colour: 'red' }, 'box'],
    [
      'a document that JSON cannot carry',
      { number: 1, place: {}, contents: [Number.NaN] },
      'box.contents[0]',
    ],
  ] as const)('refuse a row with %s', async ([, part, path]) => {
    const transport = await way.open(fixture.database)
    const box: unknown = { constructor: null, ...part }
    const error = await caught(copyBoxes(transport, { box: box as BoxInput }))
    expect(error).toMatchObject({ code: 'invalid_arguments', issues: [{ path }] })
  })

  test.for([
    ['an int8 out of range', { units: 2n ** 63n }, 'units'],
    ['a fraction for an integer', { units: 1.5 }, 'units'],
    ['an enum label that does not exist', { state: 'lost' }, 'state'],
    ['an invalid date', { at: new Date(Number.NaN) }, 'at'],
    ['a date before the first of PostgreSQL', { at: new Date(firstMoment - 1) }, 'at'],
    ['null where the default is not null', { labels: null }, 'labels'],
    ['NaN in a document', { contents: { a: [Number.NaN] } }, 'contents.a[0]'],
    ['a document that contains itself', { contents: circle() }, 'contents.self'],
    ['a missing argument', { to: undefined }, 'to'],
  ] as const)('refuse %s', async ([, part, path]) => {
    const transport = await way.open(fixture.database)
    const args: unknown = { to: 'Ada', ...part }
    const error = await caught(sendParcel(transport, args as SendParcelArgs))
    expect(error).toMatchObject({ code: 'invalid_arguments', issues: [{ path }] })
  })

  test('refuse a bad element of a bulk call, saying which', async () => {
    const transport = await way.open(fixture.database)
    const parcels: unknown = [{ to: 'a' }, { to: 'b', units: 'many' }]
    const error = await caught(sendParcels(transport, { parcels: parcels as SendParcelArgs[] }))
    expect(error).toMatchObject({ code: 'invalid_arguments', issues: [{ path: 'parcels[1].units' }] })
  })

  test('end in the typed refusal of the database, with its facts and its advice', async () => {
    const transport = await way.open(fixture.database)
    const error = await caught(sendParcel(transport, { to: 'nobody' }))
    expect(error).toBeInstanceOf(InvalidArgument)
    expect(error).toMatchObject({
      code: 'invalid_argument',
      sqlstate: 'JQ001',
      message: 'p_to must be somebody',
      detail: { argument: 'p_to' },
      hint: 'Correct the argument named in detail.',
      retryable: false,
      function: 'send_parcel',
      cause: { code: 'JQ001' },
    })
  })

  test('tell when a retry can succeed', async () => {
    const transport = await way.open(fixture.database)
    const error = await caught(sendParcel(transport, { to: 'full' }))
    expect(error).toBeInstanceOf(DepotFull)
    expect(error).toMatchObject({ retryable: true, retryAt: new Date('2031-02-03T04:05:06.789Z') })
    expect(isRetryable(error)).toBe(true)
    expect(error).toHaveProperty('retryAt.microseconds', 12)
    expect(await caught(delete_(transport, { class: 'x' }))).toBeInstanceOf(SealBroken)
  })

  test('can be had as values of a closed union', async () => {
    const transport = await way.open(fixture.database)
    const refused = await attempt(sendParcel(transport, { to: 'full' }))
    expect(refused).toMatchObject({ ok: false, error: { code: 'depot_full' } })
    expect(await attempt(countParcels(transport, { from: 1 }))).toEqual({ ok: true, value: { total: 2n } })
  })

  test('refuse a null in a column that is declared never null', async () => {
    const transport = await way.open(fixture.database)
    const error = await caught(leak(transport))
    expect(error).toBeInstanceOf(InvalidResult)
    expect(error).toMatchObject({ code: 'invalid_result', issues: [{ path: 'leaked' }] })
  })

  test('by a role that may not call say which function and which roles may', async () => {
    const observing = await way.open(fixture.database, 'headgate_observer')
    const error = await caught(sendParcel(observing, { to: 'Ada' }))
    expect(error).toBeInstanceOf(PermissionDenied)
    expect(error).toMatchObject({
      code: 'not_permitted',
      function: 'send_parcel',
      roles: ['headgate_producer', 'headgate_worker'],
      hint: expect.stringContaining('headgate_producer or headgate_worker'),
    })
    const stranger = await way.open(fixture.database, 'headgate_test_stranger')
    expect(await caught(sendParcel(stranger, { to: 'Ada' }))).toBeInstanceOf(PermissionDenied)
    const allowed = await way.open(fixture.database, 'headgate_producer')
    expect(await sendParcel(allowed, { to: 'Ada' })).toMatchObject({ order: 'Ada' })
  })

  test('to a database without Headgate, or with another version of it, are a contract mismatch', async () => {
    const empty = await emptyDatabase()
    const nothing = await caught(leak(await way.open(empty)))
    expect(nothing).toBeInstanceOf(ContractMismatch)
    const owner = await connect(empty)
    await owner.query(`create schema headgate; create function headgate.leak(out other integer) return 1`)
    const others = await way.open(empty)
    expect(await caught(leak(others))).toBeInstanceOf(ContractMismatch)
    expect(await caught(countParcels(others, { from: 1 }))).toBeInstanceOf(ContractMismatch)
  })

  test('that find no server are a lost connection, which tells no secrets', async () => {
    const refused = await caught(leak(way.nowhere()))
    expect(refused).toBeInstanceOf(ConnectionLost)
    expect(refused).toMatchObject({ code: 'connection_lost', retryable: true, function: 'leak' })
    expect(JSON.stringify(refused) + String(refused)).not.toContain('hunter2')
  })

  test('that fail inside the function are no contract mismatch', async () => {
    const transport = await way.open(fixture.database)
    const missing = await caught(findParcel(transport, { parcelId: ParcelId.parse(501n) }))
    expect(missing).toBeInstanceOf(ServerError)
    expect(missing).toMatchObject({ code: 'server_error', sqlstate: '42883' })
    const zero = await caught(findParcel(transport, { parcelId: ParcelId.parse(500n) }))
    expect(zero).toMatchObject({ code: 'server_error', sqlstate: '22012', retryable: false })
  })
})

function circle(): object {
  const self: Record<string, unknown> = {}
  self.self = self
  return self
}
