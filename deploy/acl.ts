import type { Matrix } from './matrix.ts'
import type { Session } from './session.ts'

/** A privilege that somebody holds and should not, or should and does not. */
export type AclDifference = {
  readonly wanted: boolean
  /** `function`, `table` (views too), `sequence` or `schema`, as GRANT spells it. */
  readonly kind: string
  /** Quoted and ready for GRANT. */
  readonly object: string
  /** Column, quoted, for a privilege on one; otherwise empty. */
  readonly column: string
  /** Quoted, or `public`. */
  readonly grantee: string
  readonly privilege: string
}

/** $1: the matrix as jsonb, [{kind, name, groups}]. Rows: AclDifference. */
export const ACL_DIFFERENCES = `
with ours as (
  select oid, nspname, nspowner, nspacl from pg_namespace where nspname in ('headgate', 'headgate_private')
),
live as (
  select 'schema' as kind, o.oid as id, quote_ident(o.nspname) as object, '' as column_name, o.nspowner as owner, a.*
  from ours as o, aclexplode(coalesce(o.nspacl, acldefault('n', o.nspowner))) as a
  union all
  select 'function', p.oid, p.oid::regprocedure::text, '', p.proowner, a.*
  from ours as o join pg_proc as p on p.pronamespace = o.oid,
       aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
  union all
  select case c.relkind when 'S' then 'sequence' else 'table' end, c.oid, c.oid::regclass::text, '', c.relowner, a.*
  from ours as o join pg_class as c on c.relnamespace = o.oid and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S'),
       aclexplode(c.relacl) as a
  union all
  select 'table', c.oid, c.oid::regclass::text, quote_ident(t.attname), c.relowner, a.*
  from ours as o join pg_class as c on c.relnamespace = o.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')
       join pg_attribute as t on t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped,
       aclexplode(t.attacl) as a
),
held as (
  select kind, object, column_name,
         case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end as grantee,
         privilege_type as privilege, is_grantable as grantable
  from live where grantee <> owner
),
allowed as (
  select m.kind, m.name, 'headgate_' || g as grantee
  from jsonb_to_recordset($1::jsonb) as m(kind text, name text, groups text[]), unnest(m.groups) as g
),
wanted as (
  select 'schema' as kind, quote_ident(o.nspname) as object, '' as column_name, r as grantee, 'USAGE' as privilege
  from ours as o, unnest(array['producer', 'worker', 'operator', 'observer']) as g, concat('headgate_', g) as r
  where o.nspname = 'headgate'
  union all
  select 'function', p.oid::regprocedure::text, '', a.grantee, 'EXECUTE'
  from allowed as a join pg_proc as p on a.kind = 'function' and p.proname = a.name
       join ours as o on o.oid = p.pronamespace and o.nspname = 'headgate'
  union all
  select 'table', c.oid::regclass::text, '', a.grantee, 'SELECT'
  from allowed as a join pg_class as c on a.kind = 'view' and c.relname = a.name and c.relkind = 'v'
       join ours as o on o.oid = c.relnamespace and o.nspname = 'headgate'
)
select false as wanted, h.kind, h.object, h.column_name as "column", h.grantee, h.privilege
from held as h left join wanted as w using (kind, object, column_name, grantee, privilege)
where w.kind is null or h.grantable
union all
select true, w.kind, w.object, w.column_name, w.grantee, w.privilege
from wanted as w left join held as h using (kind, object, column_name, grantee, privilege)
where h.kind is null or h.grantable
order by wanted, kind, object, "column", grantee, privilege`

/** The matrix as the queries take it. */
export function matrixJson(matrix: Matrix): string {
  return JSON.stringify(matrix.rows.map(({ kind, name, groups }) => ({ kind, name, groups })))
}

export function aclDifferences(session: Session, matrix: Matrix): Promise<AclDifference[]> {
  return session.rows<AclDifference>(ACL_DIFFERENCES, [matrixJson(matrix)])
}
