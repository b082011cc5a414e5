import { type Lint, OURS } from './lint.ts'

export const apiInMatrix: Lint = {
  name: 'api-in-matrix',
  sql: `with ${OURS},
    matrix as (select kind, name from jsonb_to_recordset($1::jsonb) as m(kind text, name text)),
    api as (
      select 'function' as kind, p.proname::text as name
      from ours as o join pg_proc as p on p.pronamespace = o.oid and o.nspname = 'headgate'
      union all
      select case c.relkind when 'v' then 'view' else 'relation' end, c.relname::text
      from ours as o join pg_class as c on c.relnamespace = o.oid and o.nspname = 'headgate'
      where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    )
    select a.kind, a.name from api as a where (a.kind, a.name) not in (select kind, name from matrix)
    order by 1, 2`,
  takesMatrix: true,
  message: ({ kind, name }) =>
    `${kind} headgate.${name} has no row in the grants matrix, so it may not be there`,
}
