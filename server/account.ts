import { execFileSync, type SpawnOptions, spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf, messageOf, ServerError } from './errors.ts'

/** The system user that runs PostgreSQL; `undefined` means the user we already are. */
export type Account = { readonly uid: number; readonly gid: number } | undefined

/**
 * Chooses who runs PostgreSQL, which refuses to run as root. An ordinary user runs it as themselves.
 * Root hands it to the owner of the data (or of the folder it will be in), so that root and that user can
 * take turns on one project; where root owns that too, to the system user `postgres`, created if missing.
 * @throws ServerError `no_unprivileged_user`
 */
export function chooseAccount(dataDir: string): Account {
  if (process.getuid?.() !== 0) return undefined
  const owner = ownerOf(dataDir)
  if (owner.uid !== 0 && isKnownUser(owner.uid)) return owner
  return findUser('postgres') ?? createUser('postgres')
}

/** How to start a program as the account: none of our environment, and a folder that everybody may enter. */
export function runAs(account: Account): Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> {
  return { cwd: '/', env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' }, ...account }
}

/** Whether the account passes `test <flag> <path>` for every pair; asked of the kernel, so ACLs count. */
export function canReach(account: Account, tests: readonly (readonly ['-r' | '-x', string])[]): boolean {
  if (account === undefined) return true
  const script = 'while [ $# -gt 0 ]; do test "$1" "$2" || exit 1; shift 2; done'
  const result = spawnSync('/bin/sh', ['-c', script, 'sh', ...tests.flat()], runAs(account))
  if (result.error) throw cannotBecome(account.uid, result.error)
  return result.status === 0
}

function ownerOf(path: string): { uid: number; gid: number } {
  try {
    const { uid, gid } = statSync(path)
    return { uid, gid }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return ownerOf(dirname(path))
  }
}

// initdb looks its user up by number and gives up on one without an entry (an id from outside a container).
function isKnownUser(uid: number): boolean {
  const entries = readFileSync('/etc/passwd', 'utf8').split('\n')
  return entries.some((entry) => entry.split(':')[2] === String(uid))
}

function findUser(name: string): Account {
  try {
    const ask = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: 'pipe', encoding: 'utf8' }))
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    return undefined
  }
}

function createUser(name: string): Account {
  try {
    const flags = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]
    execFileSync('useradd', flags, { stdio: 'pipe' })
  } catch (error) {
    throw new ServerError(
      'no_unprivileged_user',
      `PostgreSQL cannot run as root, and the system user "${name}" could not be created: ${messageOf(error)}`,
      `Run as an ordinary user, create a system user "${name}", or set DATABASE_URL to a server you have.`,
      { cause: error },
    )
  }
  return findUser(name)
}

function cannotBecome(uid: number, cause: Error): ServerError {
  return new ServerError(
    'no_unprivileged_user',
    `PostgreSQL cannot run as root, and this process may not become user ${uid}: ${cause.message}`,
    'Run as an ordinary user, or set DATABASE_URL to a server you have.',
    { cause },
  )
}
