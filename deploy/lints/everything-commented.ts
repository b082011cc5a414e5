import { type Lint, OURS } from './lint.ts'

/** Comments are the documentation, and the generated client's. A partition is documented by its parent. */
export const everythingCommented: Lint = {
  name: 'everything-commented',
  sql: `with ${OURS},
    relations as (
      select c.oid, c.relkind from ours as o join pg_class as c on c.relnamespace = o.oid
      where c.relkind in ('r', 'p', 'v') and not c.relispartition
    )
    select 'function ' || p.oid::regprocedure::text as object
    from ours as o join pg_proc as p on p.pronamespace = o.oid
    where coalesce(obj_description(p.oid, 'pg_proc'), '') = ''
    union all
    select case r.relkind when 'v' then 'view ' else 'table ' end || r.oid::regclass::text
    from relations as r
    where coalesce(obj_description(r.oid, 'pg_class'), '') = ''
    union all
    select 'column ' || r.oid::regclass::text || '.' || quote_ident(a.attname)
    from relations as r join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    where coalesce(col_description(r.oid, a.attnum), '') = ''
    order by 1`,
  message: ({ object }) => `comment on ${object}: there is none`,
}
