import { type Lint, OURS } from './lint.ts'

/** Comments are the documentation, and the generated client's. A partition is documented by its parent. */
export const everythingCommented: Lint = {
  name: 'everything-commented',
  // Not by obj_description(), which looks pg_class up anew for every object.
  sql: `with ${OURS},
    relations as (
      select c.oid, c.relkind from ours as o join pg_class as c on c.relnamespace = o.oid
      where c.relkind in ('r', 'p', 'v') and not c.relispartition
    ),
    things as (
      select 'pg_proc'::regclass as class, p.oid, 0 as part, 'function ' || p.oid::regprocedure::text as object
      from ours as o join pg_proc as p on p.pronamespace = o.oid
      union all
      select 'pg_class', r.oid, 0,
        case r.relkind when 'v' then 'view ' else 'table ' end || r.oid::regclass::text
      from relations as r
      union all
      select 'pg_class', r.oid, a.attnum, 'column ' || r.oid::regclass::text || '.' || quote_ident(a.attname)
      from relations as r join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    )
    select t.object
    from things as t
    left join pg_description as d on d.classoid = t.class and d.objoid = t.oid and d.objsubid = t.part
    where coalesce(d.description, '') = ''
    order by 1`,
  message: ({ object }) => `comment on ${object}: there is none`,
}
