import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { byBytes } from './contract.ts'
import type { GeneratedFiles } from './emit/index.ts'

/** How a folder differs from what should be in it. */
export interface Drift {
  /** Paths within the folder. */
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
  /** A unified diff from the folder to what should be there; empty when nothing differs. */
  readonly patch: string
}

/** Files that belong into a folder. Of a folder that is shared, whatever else is in it is somebody else's. */
export interface Target {
  readonly folder: string
  readonly files: GeneratedFiles
  readonly isShared?: boolean
}

/** Compares a folder with the files that belong there. A folder that does not exist is empty. */
export async function compareFolder({ folder, files, isShared = false }: Target): Promise<Drift> {
  const found = await readFolder(folder)
  const present = isShared ? new Map([...found].filter(([path]) => files.has(path))) : found
  const paths = [...new Set([...present.keys(), ...files.keys()])].sort(byBytes)
  const differing = paths.filter((path) => present.get(path) !== files.get(path))
  const patches = differing.map((path) => {
    const [before, after] = [present.get(path), files.get(path)]
    const nowhere = '/dev/null'
    return createTwoFilesPatch(
      before === undefined ? nowhere : `a/${path}`,
      after === undefined ? nowhere : `b/${path}`,
      before ?? '',
      after ?? '',
    ).replace(/^=+\n/, '')
  })
  return {
    added: differing.filter((path) => !present.has(path)),
    changed: differing.filter((path) => present.has(path) && files.has(path)),
    removed: differing.filter((path) => !files.has(path)),
    patch: patches.join(''),
  }
}

/** A folder holds what nobody generated: it was named by mistake, or somebody put a file of his own there. */
class ForeignFile extends Error {
  readonly code = 'foreign_file'
  readonly hint = 'Generated files need a folder of their own: name another one, or move the file out.'

  constructor(path: string) {
    super(`${path} would be written over or removed, and was not generated`)
    this.name = 'ForeignFile'
  }
}

/**
 * Makes a folder hold exactly these files: only what differs is written, what does not belong is removed.
 *
 * @throws ForeignFile, before anything is written, when that is no generated file.
 */
export async function writeFolder(target: Target): Promise<Drift> {
  const { folder, files } = target
  const drift = await compareFolder(target)
  for (const path of [...drift.changed, ...drift.removed]) {
    if (!(await isGenerated(join(folder, path)))) throw new ForeignFile(join(folder, path))
  }
  for (const path of [...drift.added, ...drift.changed]) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), files.get(path) ?? '')
  }
  for (const path of drift.removed) await rm(join(folder, path))
  return drift
}

async function isGenerated(path: string): Promise<boolean> {
  return basename(path) === 'contract.lock.json' || /^\S+ Generated /.test(await readFile(path, 'utf8'))
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  const paths = entries.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name))
  const texts = paths.map(
    async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const,
  )
  return new Map(await Promise.all(texts))
}
