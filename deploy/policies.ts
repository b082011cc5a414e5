import pg from 'pg'
import type { SqlFile } from './file.ts'
import type { Session } from './session.ts'

/** Drops every trigger and row policy of our tables: the files of sql/policies/ make them all again. */
export async function dropTriggersAndPolicies(session: Session): Promise<void> {
  const rows = await session.rows<{ kind: 'trigger' | 'policy'; name: string; table: string }>(
    `select s.kind, s.name, s.relation::regclass::text as table
     from (
       select 'trigger' as kind, tgname::text as name, tgrelid as relation
       from pg_trigger where not tgisinternal and tgparentid = 0
       union all
       select 'policy', polname::text, polrelid from pg_policy
     ) as s
     join pg_class as c on c.oid = s.relation
     join pg_namespace as n on n.oid = c.relnamespace
     where n.nspname in ('headgate', 'headgate_private') order by 1, 3, 2`,
  )
  for (const { kind, name, table } of rows)
    await session.run(`drop ${kind} ${pg.escapeIdentifier(name)} on ${table}`)
}

/** Runs the scripts that make triggers, policies and row level security. */
export async function applyPolicies(session: Session, files: readonly SqlFile[]): Promise<string[]> {
  for (const file of files) await session.script(file)
  return files.map((file) => file.path)
}
