import { type Lint, OURS } from './lint.ts'

/** The second wall: a table that is one day granted by mistake still shows and takes nothing. */
export const rowSecurity: Lint = {
  name: 'row-security',
  sql: `with ${OURS}
    select c.oid::regclass::text as object
    from ours as o join pg_class as c on c.relnamespace = o.oid and c.relkind in ('r', 'p')
    where not c.relrowsecurity
    order by 1`,
  message: ({ object }) => `${object}: alter table … enable row level security`,
}
