// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { column } from '../../../client/runtime.ts'

/** Identifies one parcel. `ParcelId.parse(…)` makes one of a plain value. */
export const ParcelId = column.int8.brand<'ParcelId'>()

export type ParcelId = z.infer<typeof ParcelId>

/** `Seal.parse(…)` makes one of a plain value. */
export const Seal = column.uuid.brand<'Seal'>()

export type Seal = z.infer<typeof Seal>

/** `Weight.parse(…)` makes one of a plain value. */
export const Weight = column.numeric.brand<'Weight'>()

export type Weight = z.infer<typeof Weight>

/** Where a parcel is; *\/ and `backticks` are only words here. */
export const ParcelState = z.enum(['waiting', 'it\'s "sent"', 'constructor'])

export type ParcelState = z.infer<typeof ParcelState>
