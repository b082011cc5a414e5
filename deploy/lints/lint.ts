/** A rule that the live catalog must keep. It is kept when the query gives no row. */
export type Lint = {
  /** As it stands in messages: `pinned-search-path`. */
  readonly name: string
  /** May use $1, the grants matrix as jsonb, when `takesMatrix`. */
  readonly sql: string
  readonly takesMatrix?: boolean
  /** What is wrong with the object that the row names, and what to do. */
  readonly message: (row: LintRow) => string
}

export type LintRow = Readonly<Record<string, string | null>>

/** CTE of our two schemas. */
export const OURS = `ours as (
  select oid, nspname, nspowner from pg_namespace where nspname in ('headgate', 'headgate_private')
)`
