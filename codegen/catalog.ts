import * as z from 'zod'

/** Runs one statement and answers its rows. All statements of a reading must go to one session. */
export type RunSql = (sql: string) => Promise<readonly unknown[]>

const oid = z.number()

const functionRow = z.object({
  oid,
  schema: z.string(),
  name: z.string(),
  kind: z.string(),
  language: z.string(),
  strict: z.boolean(),
  securityDefiner: z.boolean(),
  volatility: z.string(),
  returnsSet: z.boolean(),
  returnType: oid,
  argumentNames: z.array(z.string()).nullable(),
  argumentModes: z.array(z.string()).nullable(),
  argumentTypes: z.array(oid),
  defaults: z.array(z.string().nullable()),
  defaultCount: z.number(),
  comment: z.string().nullable(),
  definition: z.string().nullable(),
  roles: z.array(z.string()),
})

const typeRow = z.object({
  oid,
  schema: z.string(),
  name: z.string(),
  kind: z.string(),
  category: z.string(),
  notNull: z.boolean(),
  base: oid,
  element: oid,
  labels: z.array(z.string()),
  checks: z.array(z.string()),
  attributes: z.array(z.object({ name: z.string(), type: oid, comment: z.string().nullable() })),
  comment: z.string().nullable(),
})

const triggerRow = z.object({
  table: z.string(),
  events: z.array(z.enum(['insert', 'update', 'delete', 'truncate'])),
  function: z.string(),
})

const storedRow = z.object({ column: z.string(), type: z.string(), composite: z.boolean(), name: z.string() })

const errorRow = z.object({
  sqlstate: z.string(),
  name: z.string(),
  retryable: z.boolean(),
  summary: z.string(),
  action: z.string(),
})

export type FunctionRow = z.infer<typeof functionRow>
export type TypeRow = z.infer<typeof typeRow>
type TriggerRow = z.infer<typeof triggerRow>
type StoredRow = z.infer<typeof storedRow>
type ErrorRow = z.infer<typeof errorRow>

/** What the database says about itself, before anything is judged. */
export interface Catalog {
  /** Functions of both schemas. */
  readonly functions: readonly FunctionRow[]
  /** Every type that a function mentions, and those that they are made of, by OID. */
  readonly types: ReadonlyMap<number, TypeRow>
  readonly triggers: readonly TriggerRow[]
  /** Columns of tables, views and composite types whose domain is NOT NULL. */
  readonly stored: readonly StoredRow[]
  readonly errors: readonly ErrorRow[]
  readonly roles: readonly string[]
}

/** The group roles of Headgate. */
export const groupRoles = [
  'headgate_observer',
  'headgate_operator',
  'headgate_producer',
  'headgate_worker',
] as const

const quotedRoles = groupRoles.map((role) => `'${role}'`).join(', ')

const functionsSql = `
select json_build_object(
  'oid', p.oid::int8,
  'schema', n.nspname,
  'name', p.proname,
  'kind', p.prokind,
  'language', l.lanname,
  'strict', p.proisstrict,
  'securityDefiner', p.prosecdef,
  'volatility', p.provolatile,
  'returnsSet', p.proretset,
  'returnType', p.prorettype::int8,
  'argumentNames', p.proargnames,
  'argumentModes', p.proargmodes::text[],
  'argumentTypes', coalesce(p.proallargtypes, p.proargtypes::oid[])::int8[],
  'defaults', array(
    select pg_get_function_arg_default(p.oid, i)
    from generate_series(1, cardinality(coalesce(p.proallargtypes, p.proargtypes::oid[]))) as i
    order by i
  ),
  'defaultCount', p.pronargdefaults,
  'comment', obj_description(p.oid, 'pg_proc'),
  'definition', case when p.prokind in ('f', 'p') then pg_get_functiondef(p.oid) end,
  'roles', array(
    select r.rolname::text from pg_roles as r
    where r.rolname in (${quotedRoles}) and has_function_privilege(r.oid, p.oid, 'execute')
  )
)::text as row
from pg_proc as p
join pg_namespace as n on n.oid = p.pronamespace
join pg_language as l on l.oid = p.prolang
where n.nspname in ('headgate', 'headgate_private')`

const typesSql = (oids: Iterable<number>) => `
with recursive used(oid) as (
  select unnest('{${[...oids].join()}}'::oid[])
  union
  select part.oid
  from used
  join pg_type as t on t.oid = used.oid
  cross join lateral (
    select t.typbasetype where t.typtype = 'd'
    union all select t.typelem where t.typcategory = 'A'
    union all select a.atttypid from pg_attribute as a
      where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped and t.typtype = 'c'
  ) as part(oid)
)
select json_build_object(
  'oid', t.oid::int8,
  'schema', n.nspname,
  'name', t.typname,
  'kind', t.typtype,
  'category', t.typcategory,
  'notNull', t.typnotnull,
  'base', t.typbasetype::int8,
  'element', t.typelem::int8,
  'labels', array(select e.enumlabel::text from pg_enum as e where e.enumtypid = t.oid order by e.enumsortorder),
  'checks', array(
    select pg_get_constraintdef(c.oid) from pg_constraint as c
    where c.contypid = t.oid and c.contype = 'c' order by c.conname
  ),
  'attributes', array(
    select json_build_object(
      'name', a.attname, 'type', a.atttypid::int8, 'comment', col_description(a.attrelid, a.attnum)
    ) from pg_attribute as a
    where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum
  ),
  'comment', coalesce(obj_description(t.oid, 'pg_type'), obj_description(nullif(t.typrelid, 0), 'pg_class'))
)::text as row
from used
join pg_type as t on t.oid = used.oid
join pg_namespace as n on n.oid = t.typnamespace`

// The bits of tgtype are fixed by the server's headers: insert 4, delete 8, update 16, truncate 32.
const triggersSql = `
select json_build_object(
  'table', tn.nspname || '.' || c.relname,
  'events', array_remove(array[
    case when t.tgtype & 4 > 0 then 'insert' end,
    case when t.tgtype & 8 > 0 then 'delete' end,
    case when t.tgtype & 16 > 0 then 'update' end,
    case when t.tgtype & 32 > 0 then 'truncate' end
  ], null),
  'function', fn.nspname || '.' || p.proname
)::text as row
from pg_trigger as t
join pg_class as c on c.oid = t.tgrelid
join pg_namespace as tn on tn.oid = c.relnamespace
join pg_proc as p on p.oid = t.tgfoid
join pg_namespace as fn on fn.oid = p.pronamespace
where not t.tgisinternal and tn.nspname in ('headgate', 'headgate_private')`

const storedSql = `
with recursive never_null(oid) as (
  select t.oid from pg_type as t where t.typtype = 'd' and t.typnotnull
  union
  select t.oid from pg_type as t join never_null as n on n.oid = t.typbasetype where t.typtype = 'd'
)
select json_build_object(
  'column', n.nspname || '.' || c.relname || '.' || a.attname,
  'type', tn.nspname || '.' || t.typname,
  'composite', c.relkind = 'c',
  'name', a.attname
)::text as row
from pg_attribute as a
join never_null as d on d.oid = a.atttypid
join pg_type as t on t.oid = a.atttypid
join pg_namespace as tn on tn.oid = t.typnamespace
join pg_class as c on c.oid = a.attrelid
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('headgate', 'headgate_private') and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
  and a.attnum > 0 and not a.attisdropped
order by 1`

const errorsSql = `
select json_build_object(
  'sqlstate', sqlstate, 'name', name, 'retryable', retryable, 'summary', summary, 'action', action
)::text as row
from headgate_private.error_catalog`

const rolesSql = `select json_build_object('name', rolname)::text as row from pg_roles where rolname in (${quotedRoles})`

const presentSql = `
select json_build_object('present', to_regclass('headgate_private.error_catalog') is not null)::text as row`

/** The database holds no Headgate to read a contract from. */
class NoHeadgate extends Error {
  readonly code = 'no_headgate'
  readonly hint = 'Deploy first: npx headgate deploy --database-url …'

  constructor() {
    super('This database has no table headgate_private.error_catalog: Headgate is not deployed here.')
    this.name = 'NoHeadgate'
  }
}

/**
 * Reads the catalog in one read-only snapshot, with an empty search_path so that every name comes qualified.
 *
 * @throws NoHeadgate when nothing is deployed.
 */
export async function readCatalog(run: RunSql): Promise<Catalog> {
  await run('begin transaction isolation level repeatable read, read only')
  try {
    await run(`set local search_path = ''`)
    await run('set local quote_all_identifiers = off')
    const read = async <T>(schema: z.ZodType<T>, sql: string): Promise<T[]> =>
      (await run(sql)).map((row) => schema.parse(JSON.parse(rowText.parse(row).row)))
    const [found] = await read(z.object({ present: z.boolean() }), presentSql)
    if (!found?.present) throw new NoHeadgate()
    const functions = await read(functionRow, functionsSql)
    const oids = new Set(functions.flatMap((row) => [row.returnType, ...row.argumentTypes]))
    const types = await read(typeRow, typesSql(oids))
    return {
      functions,
      types: new Map(types.map((row) => [row.oid, row])),
      triggers: await read(triggerRow, triggersSql),
      stored: await read(storedRow, storedSql),
      errors: await read(errorRow, errorsSql),
      roles: (await read(z.object({ name: z.string() }), rolesSql)).map(({ name }) => name),
    }
  } finally {
    await run('rollback')
  }
}

const rowText = z.object({ row: z.string() })
