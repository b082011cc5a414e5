import { DeployError, isServerError } from './errors.ts'
import { locate } from './locate.ts'
import { type FunctionFile, firstWord } from './parse.ts'
import type { Session } from './session.ts'

export type FunctionChanges = {
  readonly created: readonly string[]
  /** Same signature, new body or properties: running sessions keep what they hold. */
  readonly replaced: readonly string[]
  /** Another signature: dropped and made anew. */
  readonly recreated: readonly string[]
  /** No longer in the files, or an overload. */
  readonly dropped: readonly string[]
  readonly unchanged: number
}

type Live = { readonly qualified: string; readonly signature: string }

/**
 * Makes the functions of our schemas equal to the files, as a set. `isCurrent` says which files the database has
 * already. Run as the owner, with views and triggers out of the way.
 *
 * @throws DeployError `sql_failed`, `object_in_use`
 */
export async function applyFunctions(
  session: Session,
  files: readonly FunctionFile[],
  isCurrent: (file: FunctionFile) => boolean,
): Promise<FunctionChanges> {
  const changes = { created: [] as string[], replaced: [] as string[], recreated: [] as string[] }
  const live = await liveFunctions(session)
  const declared = new Map(files.map((file) => [file.qualified, file]))
  const dropped = await dropOrphans(session, live, declared)

  const todo = files.filter((file) => live.get(file.qualified)?.length !== 1 || !isCurrent(file))
  await inWorkableOrder(todo, async (file) => {
    const before = live.get(file.qualified) ?? []
    const outcome = await session.attempt(() => applyOne(session, file, before))
    changes[outcome].push(file.qualified)
    if (outcome !== 'created') dropped.push(...before.slice(1).map(({ signature }) => signature))
  })
  return { ...changes, dropped, unchanged: files.length - todo.length }
}

async function liveFunctions(session: Session): Promise<Map<string, Live[]>> {
  const rows = await session.rows<Live>(
    `select n.nspname || '.' || p.proname as qualified, p.oid::regprocedure::text as signature
     from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
     where n.nspname in ('headgate', 'headgate_private') order by 1, 2`,
  )
  const groups = new Map<string, Live[]>()
  for (const row of rows) groups.set(row.qualified, [...(groups.get(row.qualified) ?? []), row])
  return groups
}

async function dropOrphans(
  session: Session,
  live: ReadonlyMap<string, readonly Live[]>,
  declared: ReadonlyMap<string, FunctionFile>,
): Promise<string[]> {
  const orphans = [...live].filter(([name]) => !declared.has(name)).flatMap(([, functions]) => functions)
  if (orphans.length > 0) await drop(session, orphans)
  return orphans.map(({ signature }) => signature)
}

async function drop(session: Session, functions: readonly Live[]): Promise<void> {
  const list = functions.map(({ signature }) => signature).join(', ')
  try {
    await session.run(`drop routine ${list}`)
  } catch (error) {
    if (!isServerError(error) || error.code !== '2BP01') throw error
    throw new DeployError({
      code: 'object_in_use',
      message: `${list} must be dropped, but something depends on it`,
      hint: 'Remove or move what depends on it, then deploy again. Nothing was changed.',
      sqlstate: error.code,
      detail: error.detail,
      cause: error,
    })
  }
}

async function applyOne(
  session: Session,
  file: FunctionFile,
  before: readonly Live[],
): Promise<'created' | 'replaced' | 'recreated'> {
  const outcome = await createOne(session, file, before)
  if (file.rest.trim() !== '') {
    await session.script(file, file.rest, { skipped: Array.from(file.create).length })
  }
  return outcome
}

async function createOne(session: Session, file: FunctionFile, before: readonly Live[]) {
  const [only, ...overloads] = before
  if (only === undefined || overloads.length > 0) {
    if (only !== undefined) await drop(session, before)
    await session.script(file, file.create)
    return only === undefined ? 'created' : 'recreated'
  }
  if (!(await replace(session, file))) {
    await drop(session, before)
    await session.script(file, file.create)
    return 'recreated'
  }
  // Other argument types do not replace a function: they make an overload beside it.
  const after = (await liveFunctions(session)).get(file.qualified) ?? []
  if (after.length === 1) return 'replaced'
  await drop(session, before)
  return 'recreated'
}

/** `create or replace`; false when the server says that only a drop will do. */
async function replace(session: Session, file: FunctionFile): Promise<boolean> {
  const at = firstWord(file.create, 0) + 'create'.length
  const inserted = ' or replace'
  const text = file.create.slice(0, at) + inserted + file.create.slice(at)
  const excerpt = {
    skipped: 0,
    inserted: { at: Array.from(file.create.slice(0, at)).length, length: inserted.length },
  }
  try {
    await session.attempt(() => session.run(text))
    return true
  } catch (error) {
    // 42P13: other names, defaults or result; 42809: not a function before.
    if (isServerError(error) && (error.code === '42P13' || error.code === '42809')) return false
    throw locate(error, file, excerpt)
  }
}

/** A default may call another function: what lacks one is tried again after the rest. */
async function inWorkableOrder(files: readonly FunctionFile[], apply: (file: FunctionFile) => Promise<void>) {
  let waiting = files
  while (waiting.length > 0) {
    const failed: { file: FunctionFile; error: unknown }[] = []
    for (const file of waiting) {
      try {
        await apply(file)
      } catch (error) {
        if (!(error instanceof DeployError) || error.sqlstate !== '42883') throw error
        failed.push({ file, error })
      }
    }
    if (failed.length === waiting.length) throw failed[0]?.error
    waiting = failed.map(({ file }) => file)
  }
}

const VALIDATORS: Readonly<Record<string, string>> = {
  plpgsql: 'plpgsql_validator',
  sql: 'fmgr_sql_validator',
}

/**
 * Has the server compile the bodies, which it did not do while what they mention was still being made.
 *
 * @throws DeployError `sql_failed` with file and line
 */
export async function checkBodies(session: Session, files: readonly FunctionFile[]): Promise<void> {
  const rows = await session.rows<{ oid: number; qualified: string; language: string; body: string }>(
    `select p.oid, n.nspname || '.' || p.proname as qualified, l.lanname as language, p.prosrc as body
     from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace join pg_language as l on l.oid = p.prolang
     where n.nspname in ('headgate', 'headgate_private')`,
  )
  const live = new Map(rows.map((row) => [row.qualified, row]))
  await session.run('set local check_function_bodies = on')
  for (const file of files) {
    const row = live.get(file.qualified)
    const validator = VALIDATORS[row?.language ?? '']
    if (row === undefined || validator === undefined) continue
    try {
      await session.rows(`select pg_catalog.${validator}($1::oid)`, [row.oid])
    } catch (error) {
      throw locateInBody(error, file, row.body)
    }
  }
  await session.run('set local check_function_bodies = off')
}

/** The server counts from the beginning of the body; people count from the beginning of the file. */
function locateInBody(error: unknown, file: FunctionFile, body: string): unknown {
  if (!isServerError(error)) return error
  const start = file.text.indexOf(body)
  const inBody = error.internalPosition ?? error.position
  if (start < 0 || inBody === undefined) return locate(Object.assign(error, { position: undefined }), file)
  const position = Array.from(file.text.slice(0, start)).length + Number(inBody)
  return locate(Object.assign(error, { position: String(position) }), file)
}
