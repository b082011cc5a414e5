import type pg from 'pg'
import type { SqlContender } from '../contenders/contender.ts'

/** Bytes on disk, with indexes and TOAST. */
export interface Disk {
  /** Of the tables through which jobs pass. */
  readonly hotBytes: number
  /** Of those that are meant to grow: what is kept of finished jobs. */
  readonly historyBytes: number
}

/** What a contender's schemas take up. */
export async function diskOf(
  client: pg.Client,
  { schemas, history }: Pick<SqlContender, 'schemas' | 'history'>,
): Promise<Disk> {
  const { rows } = await client.query<{ hot: string; history: string }>({
    name: 'disk',
    text: `
      select coalesce(sum(pg_total_relation_size(c.oid)) filter (where not k.kept), 0)::text as hot,
        coalesce(sum(pg_total_relation_size(c.oid)) filter (where k.kept), 0)::text as history
      from pg_class c
      cross join lateral (
        select exists (
          select from unnest($2::text[]) t (name)
          where to_regclass(t.name) = coalesce(pg_partition_root(c.oid), c.oid)
        ) as kept
      ) k
      where c.relnamespace in (select n.oid from pg_namespace n where n.nspname = any ($1))
        and c.relkind in ('r', 'm')`,
    values: [schemas, history],
  })
  return { hotBytes: Number(rows[0]?.hot), historyBytes: Number(rows[0]?.history) }
}
