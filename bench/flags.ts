import { basename } from 'node:path'
import type { Command } from 'commander'
import { type BenchOptions, choosePeers, FULL, PEERS, QUICK, sizesOf, wholeNumber } from './options.ts'
import { SUITES } from './suites/index.ts'

export interface Flags {
  readonly out?: string
  readonly json?: true
  readonly markdown?: true
  readonly strict?: true
  readonly quick?: true
  readonly full?: true
  readonly seconds?: number
  readonly jobs?: number
  readonly rounds?: number
  readonly clients?: number
  readonly batch?: number
  readonly holdSeconds?: number
  readonly ready?: number
  readonly future?: number
  readonly blocked?: number
  readonly tenantJobs?: number
  readonly minutes?: number
  readonly peers?: string
  readonly pgmqSql?: string
  readonly pgqueSql?: string
}

const HUNDRED_MILLION = 100_000_000

export function addFlags(program: Command): Command {
  const size = (name: string, what: string, least: number, most: number) =>
    program.option(`--${name} <n>`, what, wholeNumber(`--${name}`, least, most))
  program
    .option('--out <folder>', 'write JSON and SVG there, and README.md from all reports in it')
    .option('--json', 'print the report as one JSON object, on the last line (all: one line each)')
    .option('--markdown', 'print the report as Markdown')
    .option('--strict', 'exit code 1 when a bar is not reached; otherwise figures are told, and 0')
    .option('--quick', 'a few seconds a suite, to see that it runs; such figures say nothing')
    .option('--full', 'backlog: ten million ready, ten million future, a million blocked')
  size('seconds', 'length of a timed window (default: 10; latency: 60)', 1, 3600)
  size('jobs', 'jobs of a round (default: 50000)', 100, HUNDRED_MILLION)
  size('rounds', 'rounds; their medians are reported (default: 5)', 1, 100)
  size('clients', 'connections that work side by side (default: 4)', 1, 64)
  size('batch', 'jobs of a call (default: 50)', 1, 5000)
  size('hold-seconds', 'held: how far into the transaction (default: 60)', 0, 86_400)
  size('ready', 'backlog: ready jobs (default: a million)', 1, HUNDRED_MILLION)
  size('future', 'backlog: future jobs (default: a million)', 1, HUNDRED_MILLION)
  size('blocked', 'backlog: blocked jobs (default: a million)', 1, HUNDRED_MILLION)
  size('tenant-jobs', 'keys: jobs of the large tenant (default: 100000)', 1, HUNDRED_MILLION)
  size('minutes', 'soak: how long (default: 20)', 1, 10_080)
  return program
    .option('--peers <names>', `some of ${PEERS.join(', ')}, or none (default: all that are at hand)`)
    .option('--pgmq-sql <file>', "pgmq's SQL file; measures pgmq too")
    .option('--pgque-sql <file>', "PgQue's SQL file; measures PgQue too")
}

/** What a suite is to do: what the flags say, else its own size, else the usual one. */
export function optionsOf(suite: string, flags: Flags): BenchOptions {
  const { usual = {}, quick = {} } = SUITES[suite] ?? {}
  const { seconds, jobs, rounds, clients, batch, holdSeconds, ready, future, blocked, tenantJobs, minutes } =
    flags
  const given = {
    seconds,
    jobs,
    rounds,
    clients,
    batch,
    holdSeconds,
    ready,
    future,
    blocked,
    tenantJobs,
    minutes,
  }
  const small = flags.quick ? [QUICK, quick] : []
  const { pgmqSql, pgqueSql } = flags
  return {
    ...sizesOf(usual, ...small, flags.full ? FULL : {}, given),
    peers: choosePeers(flags.peers, flags),
    pgmqSql,
    pgqueSql,
  }
}

/** How a report is shown is no part of what was measured. */
const SHOWING = new Set(['out', 'json', 'markdown', 'strict'])

/** The command that measures a suite again. Of files it has the names only, not where they lie here. */
export function commandOf(suite: string, flags: Flags): string {
  const words = Object.entries(flags)
    .filter(([flag]) => !SHOWING.has(flag))
    .flatMap(([flag, value]) => {
      const name = `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
      if (value === true) return [name]
      return [name, flag.endsWith('Sql') ? basename(String(value)) : String(value)]
    })
  return ['npm run bench --', suite, ...words].join(' ')
}
