import type { TestDatabase } from '../support/database.ts'

/** A function of ours and a call of it with nothing but nulls, each of its type: enough to be refused. */
export interface Callable {
  readonly schema: 'headgate' | 'headgate_private'
  readonly name: string
  readonly call: string
}

/** Every function of both schemas, read from the catalog, so that one added tomorrow is covered. */
export async function readFunctions(db: TestDatabase): Promise<Callable[]> {
  const { rows } = await db.pool.query<Callable>(`
    select p.pronamespace::regnamespace::text as schema, p.proname as name,
      format('select from %s.%I(%s)', p.pronamespace::regnamespace, p.proname, (
        select string_agg(format('null::%s', a.oid::regtype), ', ' order by a.position)
        from unnest(p.proargtypes) with ordinality as a (oid, position)
      )) as call
    from pg_proc p
    where p.pronamespace in ('headgate'::regnamespace, 'headgate_private'::regnamespace)
      and p.prorettype <> 'trigger'::regtype
    order by 1, 2`)
  return rows
}

export interface Relation {
  readonly name: string
  readonly kind: 'table' | 'view' | 'sequence'
}

/** Every table, view and sequence of both schemas. */
export async function readRelations(db: TestDatabase): Promise<Relation[]> {
  const { rows } = await db.pool.query<Relation>(`
    select c.oid::regclass::text as name,
      case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end as kind
    from pg_class c
    where c.relnamespace in ('headgate'::regnamespace, 'headgate_private'::regnamespace)
      and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    order by 1`)
  return rows
}

/** Statements that read a relation or change it in every way there is. */
export function readsOf({ name }: Relation): string[] {
  return [`select from ${name}`, `copy ${name} to stdout`, `lock table ${name} in access share mode`]
}

export function writesOf({ name, kind }: Relation): string[] {
  if (kind === 'sequence') return [`select nextval('${name}')`, `select setval('${name}', 1)`]
  return [
    `insert into ${name} default values`,
    `delete from ${name}`,
    ...(kind === 'table' ? [`truncate ${name}`] : []),
    `lock table ${name} in access exclusive mode`,
    `drop ${kind} ${name}`,
    `comment on ${kind} ${name} is 'mine'`,
  ]
}
