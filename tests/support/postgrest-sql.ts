import pg from 'pg'

/** A function as the schema cache of PostgREST knows it. */
export interface Routine {
  readonly schema: string
  readonly name: string
  readonly kind: 'void' | 'scalar' | 'record'
  readonly isSet: boolean
  /** The types of its arguments by name, as SQL. */
  readonly types: Readonly<Record<string, string>>
}

/** The function of that name which takes all of these arguments, and needs no others. */
export async function findRoutine(
  client: pg.ClientBase,
  schema: string,
  name: string,
  keys: readonly string[],
): Promise<Routine | undefined> {
  const { rows } = await client.query<Routine>(
    `select n.nspname as schema, p.proname as name, p.proretset as "isSet",
       case
         when p.prorettype = 'void'::regtype then 'void'
         when t.typtype = 'c' or coalesce(p.proargmodes::text[] && '{t,b,o}', false) then 'record'
         else 'scalar'
       end as kind,
       coalesce(a.types, '{}') as types
     from pg_proc as p
       join pg_namespace as n on n.oid = p.pronamespace
       join pg_type as t on t.oid = p.prorettype
       cross join lateral (
         select jsonb_object_agg(i.name, i.type::regtype::text) as types,
           coalesce(array_agg(i.name::text) filter (where i.ordinality <= p.pronargs - p.pronargdefaults), '{}') as required
         from (
           select u.name, u.type, row_number() over (order by u.ordinality) as ordinality
           from unnest(p.proargnames, coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes)
             with ordinality as u(name, type, mode, ordinality)
           where coalesce(u.mode, 'i') in ('i', 'b', 'v')
         ) as i
       ) as a
     where n.nspname = $1 and p.proname = $2
       and coalesce(a.types, '{}') ?& $3 and a.required <@ $3`,
    [schema, name, keys],
  )
  return rows[0]
}

const quote = pg.escapeIdentifier

/**
 * One statement, as PostgREST builds it: the body becomes a record, the function is called once, and what `select` asks
 * for is picked from its rows, of which no more than the largest page is answered.
 */
export function statementOf(
  { schema, name, kind, isSet, types }: Routine,
  keys: readonly string[],
  select: string | null,
  maxRows: number | undefined,
): string {
  const typed = keys.map((key) => `${quote(key)} ${types[key]}`).join(', ')
  const given = keys.map((key) => `${quote(key)} := pgrst_body.${quote(key)}`).join(', ')
  const body =
    keys.length > 0 ? `json_to_record($1::json) as pgrst_body(${typed})` : '(select $1::text) as pgrst_body'
  const call = `${quote(schema)}.${quote(name)}(${given})`
  const called =
    kind === 'record'
      ? `select pgrst_call.* from ${body}, lateral ${call} as pgrst_call`
      : `select pgrst_call.pgrst_scalar from ${body}, lateral (select ${call} as pgrst_scalar) as pgrst_call`
  const value = kind === 'record' ? '_postgrest_t' : '_postgrest_t.pgrst_scalar'
  const all = `json_agg(${value})`
  return `with pgrst_source as (${called})
    select ${isSet ? `coalesce(${all}, '[]')` : `coalesce(${all} -> 0, 'null')`}::text as body,
      count(*)::integer as page, (select count(*)::integer from pgrst_source) as total
    from (
      select ${picked(select)} from pgrst_source as pgrst_call ${maxRows === undefined ? '' : `limit ${maxRows}`}
    ) as _postgrest_t`
}

/** `a::text,"B c"` as SQL. */
function picked(select: string | null): string {
  if (select === null) return '*'
  return select
    .split(',')
    .map((item) => {
      const [, quoted, plain, cast] = /^(?:"([^"]+)"|(\w+))(?:::(\w+))?$/.exec(item) ?? []
      const column = `pgrst_call.${quote(quoted ?? plain ?? item)}`
      return cast === undefined ? column : `cast(${column} as ${cast}) as ${quote(quoted ?? plain ?? item)}`
    })
    .join(', ')
}
