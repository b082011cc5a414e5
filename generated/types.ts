// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { column } from '../client/runtime.ts'

/** Identifies one job, for ever. `JobId.parse(…)` makes one of a plain value. */
export const JobId = column.int8.brand<'JobId'>()

export type JobId = z.infer<typeof JobId>

/** Fencing token of one lease: proof that the caller still holds the jobs it was given. `LeaseToken.parse(…)` makes one of a plain value. */
export const LeaseToken = column.uuid.brand<'LeaseToken'>()

export type LeaseToken = z.infer<typeof LeaseToken>

/** Identifies capacity taken by one acquire_api_capacity call. `ReservationId.parse(…)` makes one of a plain value. */
export const ReservationId = column.int8.brand<'ReservationId'>()

export type ReservationId = z.infer<typeof ReservationId>

/** Where a job is in its life. Waiting for a time is queued with a future scheduled_at. */
export const JobState = z.enum(['queued', 'running', 'completed', 'dead_lettered', 'cancelled'])

export type JobState = z.infer<typeof JobState>
