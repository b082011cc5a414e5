import type { Settings } from './limits.ts'
import type { Step } from './steps.ts'

const unlimited = { requests: null, tokens: null, concurrency: null, skewMs: 0 }

/** Scripts that the property found and shrank while slots were reckoned in double precision, or rings restarted behind the clock. */
export const regressions: [Settings, bigint, Step[]][] = [
  [
    { ...unlimited, windowMs: 100 },
    0n,
    [
      { kind: 'wait', fraction: 1 },
      { kind: 'acquire', requests: { units: 1 }, tokens: { units: 1 }, ttlSeconds: 1 },
      { kind: 'waitForBorder', slots: 60, offset: 0 },
    ],
  ],
  [
    { ...unlimited, windowMs: 100 },
    0n,
    [
      { kind: 'acquire', requests: { fraction: 1 }, tokens: { units: 1 }, ttlSeconds: 1 },
      { kind: 'clockBack', fraction: 0.001 },
      { kind: 'set', settings: { ...unlimited, windowMs: 101 } },
      { kind: 'release', which: 0, tokens: undefined, requests: 0 },
      { kind: 'acquire', requests: { fraction: 0 }, tokens: { fraction: 1 }, ttlSeconds: 1 },
    ],
  ],
  [
    { ...unlimited, windowMs: 3_600_000 },
    0n,
    [
      { kind: 'acquire', requests: { fraction: 1 }, tokens: { fraction: 1 }, ttlSeconds: 1 },
      { kind: 'clockBack', fraction: 0.001 },
      { kind: 'set', settings: { ...unlimited, windowMs: 100 } },
      { kind: 'release', which: 0, tokens: undefined, requests: undefined },
      { kind: 'wait', fraction: 0 },
    ],
  ],
]
