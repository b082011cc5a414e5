// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, column, compareDecimals, lengthOf } from '../../../client/runtime.ts'

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
