import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Account, canReach, runAs } from './account.ts'
import { type Binaries, makeSharedDir } from './binaries.ts'
import { codeOf, messageOf, ServerError } from './errors.ts'
import { isAlive } from './postmaster.ts'
import { createPipe } from './supervisor.ts'

/** Where the parts of one cluster lie: all of it in one folder, so that it appears and goes as a whole. */
export interface Cluster {
  readonly home: string
  readonly data: string
  readonly password: string
  readonly pipe: string
  readonly users: string
  readonly logFile: string
}

const superuser = 'postgres'
let builds = 0

/** How the names of throwaway clusters begin. */
export const throwawayPrefix = 'headgate-throwaway-'

export function clusterAt(home: string): Cluster {
  return {
    home,
    data: join(home, 'data'),
    password: join(home, 'password'),
    pipe: join(home, 'in-use'),
    users: join(home, 'users'),
    logFile: join(home, 'server.log'),
  }
}

/**
 * The folder that will really hold the cluster: the wanted one, or, where the account cannot pass through the
 * folders above it, one in the shared place, with a link to it at the wanted path.
 */
export function settleHome(wanted: string, account: Account, sharedDir: string): string {
  const link = lstatSync(wanted, { throwIfNoEntry: false })?.isSymbolicLink()
    ? readlinkSync(wanted)
    : undefined
  const target = link === undefined ? wanted : resolve(dirname(wanted), link)
  makeSharedDir(dirname(target))
  const home = join(realpathSync(dirname(target)), basename(target))
  if (canReach(account, [['-x', dirname(home)]])) return home
  if (existsSync(home)) throw unreachable(home)

  const name = `${basename(wanted)}-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`
  const elsewhere = join(sharedDir, 'clusters', name)
  makeSharedDir(dirname(elsewhere))
  symlinkSync(elsewhere, wanted)
  return join(realpathSync(dirname(elsewhere)), name)
}

/**
 * Creates the cluster unless it exists. Built beside its place and moved there by one rename: a crash leaves
 * no half cluster, and of two processes that create it at once one wins and the other uses the winner's.
 * @returns whether it was created by this call.
 * @throws ServerError `data_unusable`
 */
export async function ensureCluster(
  home: string,
  binaries: Binaries,
  account: Account,
  keep: boolean,
): Promise<boolean> {
  if (!isEmpty(home)) return false
  builds += 1
  const staging = `${home}.new-${process.pid}-${builds}`
  sweepAbandoned(dirname(home), keep ? basename(home) : throwawayPrefix)
  try {
    await build(clusterAt(staging), binaries, account, keep)
    renameSync(staging, home)
    return true
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false
    if (error instanceof ServerError) throw error
    throw new ServerError(
      'data_unusable',
      `No PostgreSQL cluster could be created in ${home}: ${messageOf(error)}`,
      'Check that the folder can be written and that the disk has 100 MB free.',
      { cause: error },
    )
  }
}

/**
 * Checks that what lies there can be run by us, with these binaries.
 * @throws ServerError `data_not_yours`, `data_unusable`, `other_major`
 */
export function checkCluster(cluster: Cluster, binaries: Binaries, account: Account): void {
  const found = readMajor(cluster)
  const ours = account?.uid ?? process.getuid?.()
  const owner = statSync(cluster.home).uid
  if (owner !== ours) throw notYours(cluster.home, owner, ours)
  if (found !== String(binaries.major)) throw otherMajor(cluster, found, binaries.major)
}

/** The address of a database of the running cluster, with the superuser's password in it. */
export function addressOf(cluster: Cluster, port: number, database: string): string {
  const password = readFileSync(cluster.password, 'utf8').trim()
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`
}

async function build(cluster: Cluster, binaries: Binaries, account: Account, keep: boolean): Promise<void> {
  mkdirSync(cluster.home, { mode: 0o700 })
  mkdirSync(cluster.users, { mode: 0o700 })
  writeFileSync(cluster.password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  writeFileSync(cluster.logFile, '', { mode: 0o600 })
  createPipe(cluster.pipe)
  if (account) {
    for (const path of [cluster.home, cluster.users, cluster.password, cluster.logFile, cluster.pipe])
      chownSync(path, account.uid, account.gid)
  }
  // The built-in C.UTF-8 sorts and folds alike on every system; an operating system's own may be missing.
  const builtin = binaries.major < 17 ? [] : ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const locale = ['--encoding=UTF8', '--locale=C', ...builtin]
  const login = [`--username=${superuser}`, '--auth=scram-sha-256', `--pwfile=${cluster.password}`]
  const sync = keep ? [] : ['--no-sync']
  const args = [`--pgdata=${cluster.data}`, '--no-instructions', ...locale, ...login, ...sync]
  await promisify(execFile)(binaries.initdb, args, runAs(account))
}

function isEmpty(home: string): boolean {
  try {
    return readdirSync(home).length === 0
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true
    if (codeOf(error) === 'EACCES') throw notYours(home, statSync(home).uid, process.getuid?.())
    throw error
  }
}

// What a process left that was killed while it built a cluster.
function sweepAbandoned(folder: string, prefix: string): void {
  for (const name of readdirSync(folder)) {
    const builder = /\.new-(\d+)-\d+$/.exec(name)?.[1]
    if (name.startsWith(prefix) && builder !== undefined && !isAlive(Number(builder)))
      rmSync(join(folder, name), { recursive: true, force: true })
  }
}

function readMajor(cluster: Cluster): string {
  try {
    return readFileSync(join(cluster.data, 'PG_VERSION'), 'utf8').trim()
  } catch (cause) {
    throw new ServerError(
      'data_unusable',
      `${cluster.home} holds files, but no PostgreSQL cluster made by Headgate.`,
      'Choose an empty or a new folder, or move what is there away.',
      { cause },
    )
  }
}

function otherMajor(cluster: Cluster, found: string, ours: number): ServerError {
  return new ServerError(
    'other_major',
    `The data in ${cluster.home} was made by PostgreSQL ${found}; this Headgate runs PostgreSQL ${ours}.`,
    `To keep it, dump it with PostgreSQL ${found} and restore it, or run the Headgate that made it. To start afresh, move the folder away.`,
  )
}

function notYours(home: string, owner: number, ours: number | undefined): ServerError {
  return new ServerError(
    'data_not_yours',
    `The data in ${home} belongs to user ${owner}, but PostgreSQL would run as user ${ours}.`,
    `Run as the user who created it, give it away with "chown -R", or move the folder away.`,
  )
}

function unreachable(home: string): ServerError {
  return new ServerError(
    'data_not_yours',
    `The data in ${home} lies below a folder that its owner may no longer enter.`,
    'Open that folder again ("chmod o+x"), or move the data folder away.',
  )
}
