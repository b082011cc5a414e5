import type { Settings } from './limits.ts'
import type { Step } from './steps.ts'

const unlimited = { requests: null, tokens: null, concurrency: null, skewMs: 0 }

/**
 * Scripts that the property found and shrank while slots were reckoned in double precision, rings restarted behind the
 * clock or a release left them behind it; in the last but one a grant is ahead of rings that restarted behind the clock, in the
 * last one the slot of a grant is far from rings of another window.
 */
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
      { kind: 'release', which: 0, tokens: undefined, requests: 0, isPartial: false },
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
      { kind: 'release', which: 0, tokens: undefined, requests: undefined, isPartial: false },
      { kind: 'wait', fraction: 0 },
    ],
  ],
  [
    { ...unlimited, windowMs: 100 },
    0n,
    [
      { kind: 'set', settings: { ...unlimited, windowMs: 100, skewMs: 1 } },
      { kind: 'acquire', requests: { fraction: 0 }, tokens: { units: 1 }, ttlSeconds: 1 },
      { kind: 'waitForBorder', slots: 1, offset: 0 },
      { kind: 'release', which: 0, tokens: undefined, requests: undefined, isPartial: false },
      { kind: 'clockBack', fraction: 0.001 },
      { kind: 'set', settings: { ...unlimited, windowMs: 100 } },
      { kind: 'acquire', requests: { fraction: 0.021 }, tokens: { fraction: 0 }, ttlSeconds: 1 },
      { kind: 'release', which: 0.5, tokens: undefined, requests: 0.5, isPartial: false },
      { kind: 'wait', fraction: 0.001 },
    ],
  ],
  [
    { ...unlimited, windowMs: 100 },
    0n,
    [
      { kind: 'acquire', requests: { fraction: 0 }, tokens: { fraction: 0.001 }, ttlSeconds: 1 },
      { kind: 'clockBack', fraction: 0.001 },
      { kind: 'set', settings: { ...unlimited, windowMs: 3_600_000 } },
      { kind: 'set', settings: { ...unlimited, windowMs: 100 } },
      { kind: 'release', which: 0, tokens: 0, requests: undefined, isPartial: false },
      { kind: 'waitForBorder', slots: 61, offset: 1 },
    ],
  ],
  [
    { ...unlimited, windowMs: 101 },
    0n,
    [
      { kind: 'acquire', requests: { units: 1 }, tokens: { fraction: 0 }, ttlSeconds: 1 },
      { kind: 'acquire', requests: { units: 1 }, tokens: { fraction: 0 }, ttlSeconds: 1 },
      { kind: 'set', settings: { ...unlimited, windowMs: 100 } },
      { kind: 'release', which: 0.5, tokens: undefined, requests: undefined, isPartial: false },
      { kind: 'release', which: 0, tokens: undefined, requests: undefined, isPartial: false },
    ],
  ],
]
