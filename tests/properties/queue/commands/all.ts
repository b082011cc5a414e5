import fc from 'fast-check'
import type { Command } from '../command.ts'
import { logEvent } from './audit.ts'
import { acquire, release } from './capacity.ts'
import { claim } from './claim.ts'
import { enqueue } from './enqueue.ts'
import { advance, pause, reclaim, tick } from './maintain.ts'
import { cancel, deadLetter, giveUp, redrive, reschedule, retry, retryHeld, snooze } from './move.ts'
import { complete, completeMany, fail, failMany, heartbeat } from './settle.ts'

const often = [enqueue, claim, advance, complete, fail, completeMany, failMany, heartbeat]
const now = [enqueue, claim, logEvent, tick, reclaim, snooze, retryHeld, giveUp, cancel, acquire, release]
const seldom = [enqueue, claim, reschedule, retry, deadLetter, redrive, pause]

/** Any sequence of calls. */
export const calls: fc.Arbitrary<Iterable<Command>> = fc.commands(
  [...often, ...often, ...often, ...now, ...now, ...seldom],
  {
    maxCommands: 100,
    size: 'max',
  },
)
