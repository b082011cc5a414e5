import { type Lint, OURS } from './lint.ts'

/** Definer functions run as their owner, so the owner must be able to do nothing else. */
export const owner: Lint = {
  name: 'owner',
  sql: `with ${OURS}
    select 'role headgate_owner' as object, f.fault
    from pg_roles as r,
         unnest(array[
           case when r.rolcanlogin then 'may log in' end,
           case when r.rolsuper then 'is a superuser' end,
           case when r.rolbypassrls then 'bypasses row security' end]) as f(fault)
    where r.rolname = 'headgate_owner' and f.fault is not null
    union all
    select 'role ' || r.rolname, 'may become headgate_owner'
    from pg_roles as r
    where (r.rolname in ('anon', 'authenticated', 'service_role') or r.rolname ~ '^headgate_(producer|worker|operator|observer)$')
      and not r.rolsuper and pg_has_role(r.oid, 'headgate_owner', 'MEMBER')
    union all
    select x.object, 'belongs to ' || pg_get_userbyid(x.owner)
    from (
      select 'schema ' || nspname as object, nspowner as owner from ours
      union all
      select 'function ' || p.oid::regprocedure::text, p.proowner
      from ours as o join pg_proc as p on p.pronamespace = o.oid
      union all
      select 'relation ' || c.oid::regclass::text, c.relowner
      from ours as o join pg_class as c on c.relnamespace = o.oid
      union all
      select 'type ' || t.oid::regtype::text, t.typowner
      from ours as o join pg_type as t on t.typnamespace = o.oid
    ) as x
    where pg_get_userbyid(x.owner) <> 'headgate_owner'
    order by 1, 2`,
  message: ({ object, fault }) =>
    `${object} ${fault}; everything belongs to headgate_owner, who can do nothing else and whom nobody else can be`,
}
