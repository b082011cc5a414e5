import fc from 'fast-check'
import type { Command } from '../command.ts'
import { logEvent } from './audit.ts'
import { acquire, release } from './capacity.ts'
import { claim } from './claim.ts'
import { enqueue } from './enqueue.ts'
import { advance, pause, reclaim, tick } from './maintain.ts'
import { cancel, deadLetter, giveUp, redrive, reschedule, retry, retryHeld, snooze } from './move.ts'
import { complete, completeMany, fail, failMany, heartbeat } from './settle.ts'

/** Jobs must come in faster than they are settled, or most settlements find nothing to settle. */
const supply = [enqueue, enqueue, enqueue, enqueue, claim, claim]
const often = [advance, complete, fail, snooze, heartbeat]
const now = [completeMany, failMany, logEvent, retryHeld, giveUp, acquire, release]
const seldom = [tick, reclaim, reschedule, retry, cancel, deadLetter, redrive, pause]

/** Any sequence of calls. */
export const calls: fc.Arbitrary<Iterable<Command>> = fc.commands(
  [...supply, ...supply, ...supply, ...often, ...often, ...now, ...seldom],
  {
    maxCommands: 120,
    size: 'max',
  },
)
