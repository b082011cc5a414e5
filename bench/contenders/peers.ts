import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BenchError } from '../errors.ts'

/** Where `npm ci --prefix bench` puts the peers. */
const MODULES = resolve(import.meta.dirname, '../node_modules')

/**
 * A file of an installed peer. By its path, since some of what is measured its package does not export.
 *
 * @throws BenchError `peers_missing`, `peer_failed`
 */
export async function peerModule<T>(peer: string, file: string): Promise<T> {
  requireInstalled(peer)
  try {
    return await import(pathToFileURL(resolve(MODULES, peer, file)).href)
  } catch (cause) {
    throw new BenchError(
      'peer_failed',
      `${peer} has no usable ${file}`,
      'The benchmark knows the version in bench/package-lock.json: install that one with "npm ci --prefix bench".',
      { cause },
    )
  }
}

/** @throws BenchError `peers_missing` */
export function peerVersion(peer: string): string {
  requireInstalled(peer)
  const file = readFileSync(resolve(MODULES, peer, 'package.json'), 'utf8')
  const { version }: { version: string } = JSON.parse(file)
  return version
}

function requireInstalled(peer: string): void {
  if (existsSync(resolve(MODULES, peer))) return
  throw new BenchError(
    'peers_missing',
    `${peer} is not installed`,
    'Run "npm ci --prefix bench" once, or leave the peers out with "--peers none".',
  )
}

/** @throws BenchError `peer_file` */
export async function peerSql(peer: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new BenchError('peer_file', `${file}, the SQL of ${peer}, cannot be read`, 'Check the path.', {
      cause,
    })
  }
}
