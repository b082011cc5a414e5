import { type Lint, OURS } from './lint.ts'

/** By whatever way (PUBLIC, a grant, a membership), strangers reach nothing of ours. */
export const nothingForStrangers: Lint = {
  name: 'nothing-for-strangers',
  sql: `with ${OURS},
    strangers as (
      select rolname::text as role from pg_roles where rolname in ('anon', 'authenticated')
      union all select 'public'
    )
    select s.role, 'execute ' || p.oid::regprocedure::text as object
    from strangers as s, ours as o join pg_proc as p on p.pronamespace = o.oid
    where has_function_privilege(s.role, p.oid, 'EXECUTE')
    union all
    select s.role, 'reach ' || c.oid::regclass::text
    from strangers as s, ours as o join pg_class as c on c.relnamespace = o.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')
    where has_table_privilege(s.role, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
       or has_any_column_privilege(s.role, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
    union all
    select s.role, 'use schema ' || o.nspname
    from strangers as s, ours as o
    where has_schema_privilege(s.role, o.oid, 'USAGE, CREATE')
    order by 1, 2`,
  message: ({ role, object }) =>
    `${role} may ${object}: revoke it, and look for a membership in one of our roles`,
}
