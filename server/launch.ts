import type { ChildProcess } from 'node:child_process'
import { closeSync, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Account } from './account.ts'
import { addressOf, type Cluster } from './cluster.ts'
import { codeOf, ServerError } from './errors.ts'
import { isAlive, readPostmaster, runningPostmaster, sendSignal, waitFor } from './postmaster.ts'
import { joinSupervised, supervise } from './supervisor.ts'

/** A server that accepts connections, and our hold on it. */
export interface Running {
  readonly pid: number
  readonly port: number
  readonly hold: number
  /** Present when we started it. */
  readonly supervisor: ChildProcess | undefined
}

export interface LaunchPlan {
  readonly cluster: Cluster
  readonly postgres: string
  readonly account: Account
  readonly settings: Readonly<Record<string, string>>
  readonly port: number | undefined
  readonly keep: boolean
  /** Epoch milliseconds. */
  readonly deadline: number
}

/**
 * Joins the server that runs on the cluster, or starts it. PostgreSQL itself sees to it that there is never a
 * second one: of two processes that start it at once, the loser's attempt fails, and it joins the winner's.
 * @throws ServerError `port_in_use`, `start_failed`, `start_timeout`
 */
export async function joinOrLaunch(plan: LaunchPlan): Promise<Running> {
  let log = ''
  while (Date.now() < plan.deadline) {
    const joined = await join(plan)
    if (joined) return joined
    const launched = await launch(plan)
    if (typeof launched === 'object') return launched
    log = launched
    if (/Address already in use/.test(log)) {
      if (plan.port !== undefined) throw portInUse(plan.port)
    } else if (!/lock file .* already exists|pre-existing shared memory block/.test(log)) {
      throw startFailed(plan.cluster, log)
    }
    await sleep(50)
  }
  throw startTimeout(plan.cluster, log)
}

async function join({ cluster, deadline }: LaunchPlan): Promise<Running | undefined> {
  const found = runningPostmaster(cluster.data)
  if (found === undefined) return undefined
  const isGone = () => (isAlive(found.pid) ? undefined : true)
  const hold = joinSupervised(cluster.pipe)
  if (hold === undefined) {
    // Its supervisor was killed, so nothing would ever stop it: make room for one that is looked after.
    sendSignal(found.pid, 'SIGINT')
    await waitFor(isGone, deadline)
    return undefined
  }
  const settled = () => {
    const status = isAlive(found.pid) ? readPostmaster(cluster.data)?.status : 'stopping'
    return status === 'ready' || status === 'stopping' ? status : undefined
  }
  const isOurs = (await waitFor(settled, deadline)) === 'ready' && (await answers(cluster, found.port))
  if (isOurs && settled() === 'ready')
    return { pid: found.pid, port: found.port, hold, supervisor: undefined }
  closeSync(hold)
  await waitFor(isGone, deadline)
  return undefined
}

/** @returns the running server, or what the failed attempt wrote to the log. */
async function launch(plan: LaunchPlan): Promise<Running | string> {
  const { cluster, deadline } = plan
  const port = plan.port ?? (await freePort())
  const logStart = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0
  const { supervisor, hold } = supervise({
    command: plan.postgres,
    args: ['-D', cluster.data, ...settingsOf(plan, port)],
    account: plan.account,
    env: pidNotToFear(cluster.data),
    pipe: cluster.pipe,
    logFile: cluster.logFile,
    discard: plan.keep ? undefined : cluster.home,
  })
  let spawnError = ''
  supervisor.once('error', (error) => {
    spawnError = error.message
  })
  const outcome = await waitFor(() => {
    if (supervisor.exitCode !== null || supervisor.signalCode !== null || spawnError !== '') return 'exited'
    const postmaster = runningPostmaster(cluster.data)
    return postmaster?.status === 'ready' && postmaster.port === port ? postmaster.pid : undefined
  }, deadline)
  if (typeof outcome === 'number') return { pid: outcome, port, hold, supervisor }
  closeSync(hold)
  const log = spawnError === '' ? logSince(cluster.logFile, logStart) : spawnError
  if (outcome === undefined) throw startTimeout(cluster, log)
  return log
}

function settingsOf({ settings }: LaunchPlan, port: number): string[] {
  const all = {
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
  }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

// A stale postmaster.pid may name a process that is alive but something else. This variable makes PostgreSQL
// pass over that one pid and still look for backends left over on the data, which removing the file would not.
function pidNotToFear(data: string): Record<string, string> {
  const stale = readPostmaster(data)
  if (stale === undefined || runningPostmaster(data)) return {}
  return { PG_GRANDPARENT_PID: String(stale.pid) }
}

// Somebody may take the port before PostgreSQL does; then the next attempt takes another.
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: addressOf(cluster, port, 'postgres') })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function logSince(path: string, start: number): string {
  try {
    return readFileSync(path).subarray(start).toString('utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ''
    throw error
  }
}

function tail(log: string): string {
  return log === '' ? ' It logged nothing.' : ` The end of its log:\n${log.split('\n').slice(-12).join('\n')}`
}

function portInUse(port: number): ServerError {
  return new ServerError(
    'port_in_use',
    `Port ${port} of 127.0.0.1 is in use, so PostgreSQL could not listen there.`,
    'Name another port, or none: then a free one is chosen.',
  )
}

function startFailed(cluster: Cluster, log: string): ServerError {
  return new ServerError(
    'start_failed',
    `PostgreSQL did not start on ${cluster.home}.${tail(log)}`,
    `The whole log is ${cluster.logFile}. If the data is not needed, remove the folder and start again.`,
  )
}

function startTimeout(cluster: Cluster, log: string): ServerError {
  return new ServerError(
    'start_timeout',
    `PostgreSQL did not accept connections on ${cluster.home} in time.${tail(log)}`,
    'A busy machine or a long recovery needs more time: start it again, or raise the timeout.',
  )
}
