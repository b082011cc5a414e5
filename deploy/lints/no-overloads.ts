import { type Lint, OURS } from './lint.ts'

export const noOverloads: Lint = {
  name: 'no-overloads',
  sql: `with ${OURS}
    select o.nspname || '.' || p.proname as object, string_agg(p.oid::regprocedure::text, ', ' order by p.oid) as all
    from ours as o join pg_proc as p on p.pronamespace = o.oid
    group by o.nspname, p.proname having count(*) > 1
    order by 1`,
  message: ({ object, all }) => `${object} is there more than once: ${all}`,
}
