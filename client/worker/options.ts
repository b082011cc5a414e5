import { WorkerMisconfigured } from './errors.ts'
import type { WorkerOptions } from './types.ts'

/** The options, checked, with their defaults. */
export function settled(options: WorkerOptions) {
  const {
    database,
    handlers,
    name = `worker-${crypto.randomUUID().slice(0, 8)}`,
    concurrency = 10,
    pollIntervalMs = 200,
    tickIntervalMs = 2000,
    settleWithinMs = 2,
    leaseSeconds,
    listen = true,
    onEvent = () => {},
  } = options
  const jobTypes = Object.keys(handlers)
  between(jobTypes.length, 1, 100, 'handlers', 'Give a handler for each of 1 to 100 job types.')
  between(name.length, 1, 200, 'name', 'Give a name of 1 to 200 characters, or none.')
  whole(concurrency, 1, 10_000, 'concurrency', 'handlers that may run at the same time')
  between(pollIntervalMs, 1, 86_400_000, 'pollIntervalMs', 'Give milliseconds, 1 to 86400000.')
  between(tickIntervalMs, 1, 86_400_000, 'tickIntervalMs', 'Give milliseconds, 1 to 86400000.')
  between(settleWithinMs, 0, 1000, 'settleWithinMs', 'Give milliseconds, 0 to 1000.')
  if (leaseSeconds !== undefined) whole(leaseSeconds, 1, 86_400, 'leaseSeconds', 'seconds')
  return {
    database,
    handlers,
    jobTypes,
    name,
    concurrency,
    pollIntervalMs,
    tickIntervalMs,
    settleWithinMs,
    leaseSeconds,
    listen,
    onEvent,
  }
}

function whole(value: number, least: number, most: number, option: string, unit: string): void {
  const hint = `Give a whole number of ${unit}, ${least} to ${most}.`
  if (!Number.isInteger(value))
    throw new WorkerMisconfigured(`${option} is ${value}, not a whole number`, hint)
  between(value, least, most, option, hint)
}

function between(value: number, least: number, most: number, option: string, hint: string): void {
  if (value >= least && value <= most) return
  throw new WorkerMisconfigured(`${option} (or its length) is ${value}, not ${least} to ${most}`, hint)
}
