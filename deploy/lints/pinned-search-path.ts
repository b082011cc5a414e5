import { type Lint, OURS } from './lint.ts'

/** A definer function that resolves names through its caller's search_path can be made to run the caller's code. */
export const pinnedSearchPath: Lint = {
  name: 'pinned-search-path',
  sql: `with ${OURS}
    select p.oid::regprocedure::text as object
    from ours as o join pg_proc as p on p.pronamespace = o.oid
    where p.prosecdef and not ('search_path=""' = any (coalesce(p.proconfig, '{}')))
    order by 1`,
  message: ({ object }) => `${object} is security definer: add \`set search_path = ''\``,
}
