import { DeployError, isServerError } from './errors.ts'
import type { SqlFile } from './file.ts'
import type { Session } from './session.ts'

/**
 * Drops every view of our schemas, so that tables and functions under them can change.
 *
 * @throws DeployError `object_in_use` when somebody else's object stands on one
 */
export async function dropViews(session: Session): Promise<string[]> {
  const rows = await session.rows<{ view: string }>(
    `select c.oid::regclass::text as view from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     where n.nspname in ('headgate', 'headgate_private') and c.relkind = 'v' order by 1`,
  )
  const views = rows.map((row) => row.view)
  if (views.length === 0) return views
  try {
    await session.run(`drop view ${views.join(', ')}`)
  } catch (error) {
    if (!isServerError(error) || error.code !== '2BP01') throw error
    throw new DeployError({
      code: 'object_in_use',
      message: 'The views of schema headgate must be made anew, but something of yours depends on them',
      hint: 'Drop what depends on them, deploy, and make it again. Nothing was changed.',
      sqlstate: error.code,
      detail: error.detail,
      cause: error,
    })
  }
  return views
}

/** Does a view of ours stand on a function of ours, so that the function cannot go before it? */
export async function viewsStandOnFunctions(session: Session): Promise<boolean> {
  const { stand } = await session.one<{ stand: boolean }>(
    `select exists (
       select from pg_depend as d
       join pg_rewrite as w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
       join pg_class as c on c.oid = w.ev_class
       join pg_proc as p on d.refclassid = 'pg_proc'::regclass and p.oid = d.refobjid
       where c.relnamespace::regnamespace::text in ('headgate', 'headgate_private')
         and p.pronamespace::regnamespace::text in ('headgate', 'headgate_private')) as stand`,
  )
  return stand
}

/**
 * Makes the views. One may stand on another: what lacks one is tried again after the rest.
 *
 * @throws DeployError `sql_failed`
 */
export async function createViews(session: Session, files: readonly SqlFile[]): Promise<void> {
  let waiting = files
  while (waiting.length > 0) {
    const failed: { file: SqlFile; error: unknown }[] = []
    for (const file of waiting) {
      try {
        await session.attempt(() => session.script(file))
      } catch (error) {
        if (!(error instanceof DeployError) || error.sqlstate !== '42P01') throw error
        failed.push({ file, error })
      }
    }
    if (failed.length === waiting.length) throw failed[0]?.error
    waiting = failed.map(({ file }) => file)
  }
}
