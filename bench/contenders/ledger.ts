import type pg from 'pg'

const PIECE = 50_000

/** All ids that a query gives in its column `id`, a number that is indexed, in pieces. */
export async function* idsInOrder(client: pg.Client, query: string): AsyncGenerator<readonly string[]> {
  let last: string | undefined = '-1'
  while (last !== undefined) {
    const { rows }: pg.QueryResult<{ id: string }> = await client.query(
      `select q.id from (${query}) q where q.id > $1 order by q.id limit ${PIECE}`,
      [last],
    )
    if (rows.length > 0) yield rows.map(({ id }) => id)
    last = rows.at(-1)?.id
  }
}

export async function countOf(client: pg.Client, query: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from (${query}) q`)
  return Number(rows[0]?.count)
}
