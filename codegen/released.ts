import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contract } from './contract.ts'
import { readLock } from './lock.ts'

/** A contract as a release shipped it: `released/<version>.lock.json`, a copy of `generated/contract.lock.json`. */
export interface ReleasedContract {
  readonly version: string
  readonly contract: Contract
}

/** The contracts of all releases, the oldest first. */
export async function readReleased(folder: string): Promise<readonly ReleasedContract[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.lock.json'))
  const read = names.map(async (name) => ({
    version: name.slice(0, -'.lock.json'.length),
    contract: await readLock(join(folder, name)),
  }))
  return (await Promise.all(read)).sort((a, b) => compareVersions(a.version, b.version))
}

/** The three numbers of a version. */
export const numbers = (version: string): number[] =>
  version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0)

/** Orders versions by their numbers. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)]
  for (let i = 0; i < 3; i++) if (left[i] !== right[i]) return (left[i] ?? 0) - (right[i] ?? 0)
  return 0
}
