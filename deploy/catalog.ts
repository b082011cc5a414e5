import { sha256 } from './file.ts'
import type { Server } from './preflight.ts'
import type { Session } from './session.ts'

/** Object (`function headgate.enqueue_job(text)`, `column headgate_private.job_queue.state`, …) → hash of its description. */
export type Catalog = Readonly<Record<string, string>>

export type CatalogDifference = { readonly object: string; readonly change: 'added' | 'missing' | 'changed' }

/** The entry of a catalog that says how it was described: by which query, on which server. */
const MANNER = 'manner'

/**
 * Describes what is in our schemas, from raw catalog columns. Partitions are left out: they come and go at run time,
 * and are what their parent is.
 */
export async function readCatalog(session: Session, server: Server): Promise<Catalog> {
  const rows = await session.rows<{ object: string; description: unknown }>(CATALOG)
  const objects = rows.map(({ object, description }) => [object, digest(JSON.stringify(description))])
  return Object.fromEntries([...objects, [MANNER, manner(server)]])
}

function manner(server: Server): string {
  return `${server.major} ${digest(CATALOG)}`
}

function digest(text: string): string {
  return sha256(text).slice(0, 16)
}

/** Servers of different majors print expressions differently, and so may another version of Headgate. */
export function isComparable(recorded: Catalog, server: Server): boolean {
  return recorded[MANNER] === manner(server)
}

export function hashCatalog(catalog: Catalog): string {
  return sha256(JSON.stringify(Object.entries(catalog).sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** What `live` has that `recorded` has not, lacks, or has otherwise. */
export function compareCatalogs(recorded: Catalog, live: Catalog): CatalogDifference[] {
  const objects = [...new Set([...Object.keys(recorded), ...Object.keys(live)])].sort()
  return objects.flatMap((object): CatalogDifference[] => {
    const [before, now] = [recorded[object], live[object]]
    if (before === now) return []
    if (before === undefined) return [{ object, change: 'added' }]
    return [{ object, change: now === undefined ? 'missing' : 'changed' }]
  })
}

/** A privilege list, sorted; one that was never touched is the default one of its kind, spelled out. */
const acl = (column: string, untouched = "'{}'") =>
  `(select coalesce(jsonb_agg(a::text order by a::text collate "C"), '[]')
    from unnest(coalesce(${column}, ${untouched})) as a)`

/** One row an object: its name, and a json array that describes it. */
const CATALOG = `
with ours as (
  select oid, nspname, nspowner, nspacl from pg_namespace where nspname in ('headgate', 'headgate_private')
),
relations as (
  select c.*, o.nspname, format('%I.%I', o.nspname, c.relname) as name
  from ours as o join pg_class as c on c.relnamespace = o.oid
  where not c.relispartition
),
routines as (
  select p.*, format('%I.%I(%s)', o.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name
  from ours as o join pg_proc as p on p.pronamespace = o.oid
),
described as (
  select 'schema ' || quote_ident(nspname) as object,
         jsonb_build_array(pg_get_userbyid(nspowner), obj_description(oid, 'pg_namespace')) as description
  from ours
  union all
  select 'grants on schema ' || quote_ident(nspname), ${acl('nspacl', "acldefault('n', nspowner)")} from ours
  union all
  select 'function ' || name, jsonb_build_array(
    pg_get_userbyid(proowner), (select lanname from pg_language where oid = prolang), prokind, prosecdef,
    proleakproof, proisstrict, proretset, provolatile, proparallel, procost, prorows, prosrc, probin,
    format_type(prorettype, null), proargnames, proargmodes,
    (select jsonb_agg(format_type(t, null) order by n) from unnest(coalesce(proallargtypes, proargtypes::oid[]))
       with ordinality as x(t, n)),
    pronargdefaults, pg_get_expr(proargdefaults, 0), proconfig, obj_description(oid, 'pg_proc'))
  from routines
  union all
  select 'grants on function ' || name, ${acl('proacl', "acldefault('f', proowner)")} from routines
  union all
  select case relkind when 'v' then 'view ' when 'm' then 'materialized view ' when 'S' then 'sequence '
                      when 'f' then 'foreign table ' else 'table ' end || name, jsonb_build_array(
    pg_get_userbyid(relowner), relkind, relpersistence, relrowsecurity, relforcerowsecurity, relreplident,
    (select jsonb_agg(x order by x collate "C") from unnest(reloptions) as x where x !~ 'autovacuum'),
    case relkind when 'p' then pg_get_partkeydef(oid) end,
    case when relkind in ('v', 'm') then pg_get_viewdef(oid) end,
    (select jsonb_build_array(format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcycle)
     from pg_sequence as s where s.seqrelid = relations.oid),
    obj_description(oid, 'pg_class'))
  from relations where relkind in ('r', 'p', 'v', 'm', 'S', 'f')
  union all
  select 'grants on table ' || name, ${acl('relacl', "acldefault((case relkind when 'S' then 's' else 'r' end)::\"char\", relowner)")}
  from relations where relkind in ('r', 'p', 'v', 'm', 'S', 'f')
  union all
  select 'column ' || r.name || '.' || quote_ident(a.attname), jsonb_build_array(
    format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
    pg_get_expr(d.adbin, d.adrelid),
    (select collname from pg_collation where oid = a.attcollation), ${acl('a.attacl')},
    col_description(r.oid, a.attnum))
  from relations as r join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
       left join pg_attrdef as d on d.adrelid = r.oid and d.adnum = a.attnum
  where r.relkind in ('r', 'p', 'v', 'm', 'f')
  union all
  -- PostgreSQL 18 keeps NOT NULL as constraints too; the columns say it already.
  select 'constraint ' || r.name || '.' || quote_ident(k.conname), jsonb_build_array(
    pg_get_constraintdef(k.oid), k.convalidated, obj_description(k.oid, 'pg_constraint'))
  from relations as r join pg_constraint as k on k.conrelid = r.oid
  where k.contype <> 'n' and k.conparentid = 0
  union all
  select 'index ' || r.name || ' on ' || t.name, jsonb_build_array(
    pg_get_indexdef(r.oid), i.indisvalid, i.indisready, r.reloptions, obj_description(r.oid, 'pg_class'))
  from relations as r join pg_index as i on i.indexrelid = r.oid join relations as t on t.oid = i.indrelid
  union all
  select 'trigger ' || quote_ident(g.tgname) || ' on ' || r.name, jsonb_build_array(
    pg_get_triggerdef(g.oid), g.tgenabled, obj_description(g.oid, 'pg_trigger'))
  from relations as r join pg_trigger as g on g.tgrelid = r.oid
  where not g.tgisinternal
  union all
  select 'policy ' || quote_ident(p.polname) || ' on ' || r.name, jsonb_build_array(
    p.polcmd, p.polpermissive,
    (select jsonb_agg(case x when 0 then 'public' else pg_get_userbyid(x) end order by 1)
     from unnest(p.polroles) as x),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
    obj_description(p.oid, 'pg_policy'))
  from relations as r join pg_policy as p on p.polrelid = r.oid
  union all
  select 'rule ' || quote_ident(w.rulename) || ' on ' || r.name, jsonb_build_array(
    pg_get_ruledef(w.oid), w.ev_enabled)
  from relations as r join pg_rewrite as w on w.ev_class = r.oid
  where w.rulename <> '_RETURN'
  union all
  select case t.typtype when 'd' then 'domain ' when 'e' then 'enum ' when 'r' then 'range ' else 'type ' end
           || format('%I.%I', o.nspname, t.typname), jsonb_build_array(
    pg_get_userbyid(t.typowner), format_type(nullif(t.typbasetype, 0), t.typtypmod), t.typnotnull, t.typdefault,
    ${acl('t.typacl', "acldefault('T', t.typowner)")},
    (select jsonb_agg(jsonb_build_array(k.conname, pg_get_constraintdef(k.oid)) order by k.conname collate "C")
     from pg_constraint as k where k.contypid = t.oid and k.contype <> 'n'),
    (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_enum as e where e.enumtypid = t.oid),
    (select jsonb_agg(jsonb_build_array(a.attname, format_type(a.atttypid, a.atttypmod)) order by a.attnum)
     from pg_attribute as a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped),
    obj_description(t.oid, 'pg_type'))
  from ours as o join pg_type as t on t.typnamespace = o.oid
  where t.typtype in ('d', 'e', 'r')
     or t.typtype = 'c' and exists (select from pg_class as c where c.oid = t.typrelid and c.relkind = 'c')
)
select object, description from described order by object collate "C"`
