import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { PGlite } from '@electric-sql/pglite'
import { type DatabaseClient, deploy } from '../deploy/deploy.ts'
import { packagedSqlDir } from '../deploy/source.ts'
import { clockSql } from './clock.ts'

let remembered: Promise<Blob> | undefined

/**
 * A new database with everything deployed and a clock that obeys. The first one of a project takes seconds and is kept
 * in `node_modules/.cache/headgate`; from then on it is copied.
 */
export async function openDatabase(): Promise<PGlite> {
  const { PGlite } = await loadPglite()
  remembered ??= snapshot(PGlite)
  return await PGlite.create({ loadDataDir: await remembered })
}

async function snapshot(PGlite: PgliteClass): Promise<Blob> {
  const file = await cacheFile()
  return (file === undefined ? undefined : await kept(file)) ?? (await build(PGlite, file))
}

/** None, or one that was cut off while it was written: it is made again. */
async function kept(file: string): Promise<Blob | undefined> {
  try {
    return new Blob([await promisify(gunzip)(await readFile(file))])
  } catch {
    return undefined
  }
}

type PgliteClass = typeof import('@electric-sql/pglite')['PGlite']

async function loadPglite(): Promise<{ readonly PGlite: PgliteClass }> {
  try {
    return await import('@electric-sql/pglite')
  } catch (cause) {
    throw new Error('headgate/testing needs PGlite: npm install --save-dev @electric-sql/pglite', { cause })
  }
}

async function build(PGlite: PgliteClass, file: string | undefined): Promise<Blob> {
  const database = await PGlite.create()
  try {
    const client: DatabaseClient = {
      query: (text, values) => (values === undefined ? database.exec(text) : database.query(text, values)),
    }
    await deploy({ client, environment: 'test' })
    await database.exec(clockSql)
    const blob = await database.dumpDataDir('none')
    if (file !== undefined) await keep(blob, file)
    return blob
  } finally {
    await database.close()
  }
}

async function keep(blob: Blob, file: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, await promisify(gzip)(await blob.arrayBuffer()))
  await rename(draft, file)
}

/** Named after what it is made from; undefined where there is no place for it. */
async function cacheFile(): Promise<string | undefined> {
  const modules = join(process.cwd(), 'node_modules')
  if (!existsSync(modules)) return undefined
  const hash = createHash('sha256').update(clockSql)
  const files = await readdir(packagedSqlDir, { recursive: true, withFileTypes: true })
  for (const path of files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .sort()) {
    hash.update(path.slice(packagedSqlDir.length)).update(await readFile(path))
  }
  const { size, mtimeMs } = await stat(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
  hash.update(`${size} ${mtimeMs}`)
  return join(modules, '.cache', 'headgate', `testing-${hash.digest('hex').slice(0, 20)}.tar.gz`)
}
