import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DeployError } from './errors.ts'
import { normalise, type SqlFile, sha256, stem } from './file.ts'
import { type Matrix, readMatrix } from './matrix.ts'
import { checkViewFile, type FunctionFile, readFunctionFile, refuseMisplaced } from './parse.ts'

export type SeedFile = SqlFile & { readonly environment: string }

/** The `sql/` folder, read and checked as far as that is possible without a server. */
export type Source = {
  readonly schema: readonly SqlFile[]
  readonly functions: readonly FunctionFile[]
  readonly views: readonly SqlFile[]
  readonly roles: SqlFile
  readonly policies: readonly SqlFile[]
  readonly matrix: Matrix
  readonly seeds: readonly SeedFile[]
  /** Names of the seed files other than base. */
  readonly environments: readonly string[]
  /** Path → hash, for every file above. */
  readonly hashes: Readonly<Record<string, string>>
  /** One hash over all of them. */
  readonly hash: string
}

export const packagedSqlDir = fileURLToPath(new URL('../sql/', import.meta.url))

/**
 * Reads `sql/`.
 *
 * @throws DeployError `source_missing`, `source_invalid`, `matrix_invalid`, `matrix_mismatch`
 */
export async function readSource(sqlDir: string = packagedSqlDir): Promise<Source> {
  const files = await readTree(sqlDir)
  const under = (folder: string, ending = '.sql') =>
    files.filter((file) => file.path.startsWith(`sql/${folder}/`) && file.path.endsWith(ending))

  const policies = under('policies')
  const roles = required(policies, 'sql/policies/roles.sql')
  const matrixFile = required(under('policies', 'grants.matrix'), 'sql/policies/grants.matrix')
  const seeds = under('seeds').map((file) => ({ ...file, environment: stem(file.path) }))
  required(seeds, 'sql/seeds/base.sql')

  const functions: FunctionFile[] = []
  for (const file of under('functions')) functions.push(await readFunctionFile(file))
  const others = { schema: under('schema'), views: under('views'), policies, seeds }
  for (const [room, list] of Object.entries(others)) {
    for (const file of list) await refuseMisplaced(file, room)
  }

  for (const file of others.views) await checkViewFile(file)

  const used = [...others.schema, ...functions, ...others.views, ...policies, matrixFile, ...seeds]
  const hashes = Object.fromEntries(used.map((file) => [file.path, file.hash]).sort())
  return {
    schema: others.schema,
    functions,
    views: others.views,
    roles,
    policies: policies.filter((file) => file !== roles),
    matrix: readMatrix(matrixFile),
    seeds,
    environments: seeds.map((seed) => seed.environment).filter((name) => name !== 'base'),
    hashes,
    hash: sha256(JSON.stringify(hashes)),
  }
}

async function readTree(sqlDir: string): Promise<SqlFile[]> {
  const entries = await readdir(sqlDir, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new DeployError({
      code: 'source_missing',
      message: `The folder of SQL files cannot be read: ${sqlDir}`,
      hint: 'Give the folder that holds schema/, functions/, policies/ and seeds/, or reinstall the package.',
      cause,
    })
  })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = paths.map(async (path) => {
    const text = normalise(await readFile(path, 'utf8'))
    const inside = path.slice(join(sqlDir, '/').length).replaceAll('\\', '/')
    return { path: `sql/${inside}`, text, hash: sha256(text) }
  })
  return (await Promise.all(files)).sort((a, b) => (a.path < b.path ? -1 : 1))
}

function required<File extends SqlFile>(files: readonly File[], path: string): File {
  const found = files.find((file) => file.path === path)
  if (found !== undefined) return found
  throw new DeployError({
    code: 'source_missing',
    message: `${path} is missing`,
    hint: 'A folder of SQL files needs policies/roles.sql, policies/grants.matrix and seeds/base.sql at least.',
    file: path,
  })
}
