import { type Lint, OURS } from './lint.ts'

/**
 * A definer function that resolves names through its caller's search_path can be made to run the caller's code.
 * An empty path is not enough: the caller's temporary schema is then searched first, and a domain of his called
 * `text`, with a check that calls his function, runs as the owner. pg_temp must be named, last.
 */
export const pinnedSearchPath: Lint = {
  name: 'pinned-search-path',
  sql: `with ${OURS}
    select p.oid::regprocedure::text as object
    from ours as o join pg_proc as p on p.pronamespace = o.oid
    where (p.prosecdef or array_to_string(p.proconfig, ',') ~ 'search_path=')
      and not ('search_path=pg_catalog, pg_temp' = any (coalesce(p.proconfig, '{}')))
    order by 1`,
  message: ({ object }) =>
    `${object} is not safe from its caller: add \`set search_path = pg_catalog, pg_temp\``,
}
