import { BenchError } from './errors.ts'

export const PEERS = ['graphile-worker', 'pg-boss', 'pgmq', 'pgque'] as const
export type Peer = (typeof PEERS)[number]

/** How much is done. */
export interface Sizes {
  /** Length of a timed window, in seconds. */
  readonly seconds: number
  /** Jobs of a round. */
  readonly jobs: number
  readonly rounds: number
  readonly clients: number
  readonly batch: number
  readonly holdSeconds: number
  /** Jobs in the way of claims. */
  readonly ready: number
  readonly future: number
  readonly blocked: number
  /** Jobs of the one large tenant. */
  readonly tenantJobs: number
  readonly minutes: number
}

export interface BenchOptions extends Sizes {
  readonly peers: ReadonlySet<Peer>
  readonly pgmqSql: string | undefined
  readonly pgqueSql: string | undefined
}

const MILLION = 1_000_000

const USUAL: Sizes = {
  seconds: 10,
  jobs: 50_000,
  rounds: 5,
  clients: 4,
  batch: 50,
  holdSeconds: 60,
  ready: MILLION,
  future: MILLION,
  blocked: MILLION,
  tenantJobs: 100_000,
  minutes: 20,
}

/** As much in the way as there should ever be: filling takes an hour. */
export const FULL: Partial<Sizes> = { ready: 10 * MILLION, future: 10 * MILLION }

/** To see that everything runs; such figures say nothing. */
export const QUICK: Partial<Sizes> = {
  seconds: 1,
  jobs: 2000,
  rounds: 1,
  holdSeconds: 1,
  ready: 5000,
  future: 5000,
  blocked: 5000,
  tenantJobs: 2000,
  minutes: 0.1,
}

/** Later sizes go before earlier ones; what is undefined in them says nothing. */
export function sizesOf(
  ...wanted: readonly { readonly [Size in keyof Sizes]?: number | undefined }[]
): Sizes {
  const given = wanted.map((sizes) =>
    Object.fromEntries(Object.entries(sizes).filter(([, size]) => size !== undefined)),
  )
  return Object.assign({}, USUAL, ...given)
}

/** A commander parser for a whole number within bounds. It throws BenchError `invalid_option`. */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
    if (number >= least && number <= most) return number
    throw new BenchError(
      'invalid_option',
      `${option} is ${JSON.stringify(text)}`,
      `Give a whole number from ${least} to ${most}.`,
    )
  }
}

/**
 * The peers to measure: those named, or all that can be, given the SQL files.
 *
 * @throws BenchError `invalid_option`
 */
export function choosePeers(
  named: string | undefined,
  files: { readonly pgmqSql?: string | undefined; readonly pgqueSql?: string | undefined },
): ReadonlySet<Peer> {
  const fileOf = (peer: Peer) =>
    peer === 'pgmq' ? (files.pgmqSql ?? '') : peer === 'pgque' ? (files.pgqueSql ?? '') : 'installed by npm'
  if (named === undefined) return new Set(PEERS.filter((peer) => fileOf(peer) !== ''))
  const names = named.split(',').map((name) => name.trim())
  if (names.length === 1 && names[0] === 'none') return new Set()
  return new Set(
    names.map((name) => {
      const peer = PEERS.find((known) => known === name)
      if (peer === undefined) throw unknownPeer(name)
      if (fileOf(peer) === '') throw fileNeeded(peer)
      return peer
    }),
  )
}

function unknownPeer(name: string): BenchError {
  return new BenchError(
    'invalid_option',
    `--peers names ${JSON.stringify(name)}, which is no peer`,
    `Give some of ${PEERS.join(', ')}, separated by commas, or none.`,
  )
}

function fileNeeded(peer: Peer): BenchError {
  return new BenchError(
    'invalid_option',
    `--peers names ${peer}, but not where its SQL is`,
    `Give its installation script with --${peer}-sql FILE; it is not an npm package.`,
  )
}
