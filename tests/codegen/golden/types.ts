// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, column, compareDecimals, lengthOf, type CompositeType, type Timestamp } from '../../../client/runtime.ts'

/** `Code.parse(…)` makes one of a plain value. */
export const Code = argument.text.refine((value) => new RegExp('^[A-Z]{2}(-[0-9]+)*$', 'su').test(value), 'expected (VALUE ~ \'^[A-Z]{2}(-[0-9]+)*$\'::text)').brand<'Code'>()

export type Code = z.infer<typeof Code>

/** `Colour.parse(…)` makes one of a plain value. */
export const Colour = argument.text.refine((value) => ['red', 'it\'s "green"'].includes(value), 'expected (VALUE = ANY (ARRAY[\'red\'::text, \'it\'\'s "green"\'::text]))').brand<'Colour'>()

export type Colour = z.infer<typeof Colour>

/** `Label.parse(…)` makes one of a plain value. */
export const Label = argument.text.refine((value) => (lengthOf(value) >= 1 && lengthOf(value) <= 5), 'expected ((length(VALUE) >= 1) AND (length(VALUE) <= 5))').brand<'Label'>()

export type Label = z.infer<typeof Label>

/** `OddPercent.parse(…)` makes one of a plain value. */
export const OddPercent = column.int4.refine((value) => (compareDecimals(value, '0') >= 0 && compareDecimals(value, '100') <= 0), 'expected ((VALUE >= 0) AND (VALUE <= 100))').refine((value) => compareDecimals(value, '33') !== 0, 'expected ((VALUE)::integer <> 33)').brand<'OddPercent'>()

export type OddPercent = z.infer<typeof OddPercent>

/** Identifies one parcel. `ParcelId.parse(…)` makes one of a plain value. */
export const ParcelId = column.int8.brand<'ParcelId'>()

export type ParcelId = z.infer<typeof ParcelId>

/** `Percent.parse(…)` makes one of a plain value. */
export const Percent = column.int4.refine((value) => (compareDecimals(value, '0') >= 0 && compareDecimals(value, '100') <= 0), 'expected ((VALUE >= 0) AND (VALUE <= 100))').brand<'Percent'>()

export type Percent = z.infer<typeof Percent>

/** `Seal.parse(…)` makes one of a plain value. */
export const Seal = column.uuid.brand<'Seal'>()

export type Seal = z.infer<typeof Seal>

/** `Units.parse(…)` makes one of a plain value. */
export const Units = column.int8.refine((value) => (compareDecimals(value, '-9007199254740993') >= 0 && compareDecimals(value, '0') !== 0), 'expected ((VALUE >= \'-9007199254740993\'::bigint) AND (VALUE <> 0))').brand<'Units'>()

export type Units = z.infer<typeof Units>

/** `Weight.parse(…)` makes one of a plain value. */
export const Weight = column.numeric.refine((value) => compareDecimals(value, '0') > 0, 'expected (VALUE > (0)::numeric)').brand<'Weight'>()

export type Weight = z.infer<typeof Weight>

/** Where a parcel is; *\/ and `backticks` are only words here. */
export const ParcelState = z.enum(['waiting', 'it\'s "sent"', 'constructor'])

export type ParcelState = z.infer<typeof ParcelState>

/** Where in the depot; *\/ and `backticks` again. */
export interface Spot {
  /** Counted from the door. */
  readonly shelf: number | null
  readonly order: Label | null
  readonly at: Timestamp | null
  readonly parcelState: ParcelState | null
}

/** {@link Spot} as it is given; an attribute that is left out is null. */
export interface SpotInput {
  /** Counted from the door. */
  readonly shelf?: number | null | undefined
  readonly order?: Label | null | undefined
  readonly at?: Date | null | undefined
  readonly parcelState?: ParcelState | null | undefined
}

export const spotType: CompositeType = {
  name: 'headgate.spot',
  attributes: {
    shelf: { name: 'shelf', type: 'int4', nullable: true },
    order: { name: 'order', type: 'text', nullable: true },
    at: { name: 'at', type: 'timestamptz', nullable: true },
    parcelState: { name: 'parcel_state', type: 'text', nullable: true },
  },
}

export const spotSchema: z.ZodType<Spot> = z.object({
  shelf: column.int4.nullable(),
  order: Label.nullable(),
  at: column.timestamptz.nullable(),
  parcelState: ParcelState.nullable(),
})

export const spotInputSchema: z.ZodType<SpotInput> = z.strictObject({
  shelf: argument.int4.nullable().optional(),
  order: Label.nullable().optional(),
  at: argument.timestamptz.nullable().optional(),
  parcelState: ParcelState.nullable().optional(),
})

/** A row of `headgate.box`. */
export interface Box {
  readonly number: bigint
  readonly place: Spot
  readonly spots: readonly Spot[] | null
  readonly sealLists: readonly (readonly Seal[])[] | null
  readonly contents: unknown
  readonly weight: Weight | null
  readonly labelText: string | null
  readonly data: Uint8Array | null
  readonly constructor: boolean | null
}

/** {@link Box} as it is given; an attribute that is left out is null. */
export interface BoxInput {
  readonly number: bigint | number
  readonly place: SpotInput
  readonly spots?: readonly SpotInput[] | null | undefined
  readonly sealLists?: readonly (readonly Seal[])[] | null | undefined
  readonly contents?: unknown
  readonly weight?: Weight | null | undefined
  readonly labelText?: string | null | undefined
  readonly data?: Uint8Array | null | undefined
  readonly constructor: boolean | null
}

export const boxType: CompositeType = {
  name: 'headgate.box',
  attributes: {
    number: { name: 'number', type: 'int8', nullable: false },
    place: { name: 'place', type: spotType, nullable: false },
    spots: { name: 'spots', type: [spotType], nullable: true },
    sealLists: { name: 'seal_lists', type: 'uuid[][]', nullable: true },
    contents: { name: 'contents', type: 'jsonb', nullable: true },
    weight: { name: 'weight', type: 'numeric', nullable: true },
    labelText: { name: 'label_text', type: 'text', nullable: true },
    data: { name: 'data', type: 'bytea', nullable: true },
    constructor: { name: 'constructor', type: 'bool', nullable: true },
  },
}

export const boxSchema: z.ZodType<Box> = z.object({
  number: column.int8,
  place: spotSchema,
  spots: z.array(spotSchema).nullable(),
  sealLists: z.array(z.array(Seal)).nullable(),
  contents: column.jsonb.nullable(),
  weight: Weight.nullable(),
  labelText: column.text.nullable(),
  data: column.bytea.nullable(),
  constructor: column.bool.nullable(),
})

export const boxInputSchema: z.ZodType<BoxInput> = z.strictObject({
  number: argument.int8,
  place: spotInputSchema,
  spots: z.array(spotInputSchema).nullable().optional(),
  sealLists: z.array(z.array(Seal)).nullable().optional(),
  contents: argument.jsonb.nullable().optional(),
  weight: Weight.nullable().optional(),
  labelText: argument.text.nullable().optional(),
  data: argument.bytea.nullable().optional(),
  constructor: argument.bool.nullable(),
})

/** A row of `headgate.nothing`. */
export interface Nothing {
}

/** {@link Nothing} as it is given; an attribute that is left out is null. */
export interface NothingInput {
}

export const nothingType: CompositeType = {
  name: 'headgate.nothing',
  attributes: {},
}

export const nothingSchema: z.ZodType<Nothing> = z.object({})

export const nothingInputSchema: z.ZodType<NothingInput> = z.strictObject({})
