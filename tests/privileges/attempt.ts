import pg from 'pg'

/** What a statement ends with: `ok`, or the SQLSTATE of its error. What it did is undone. */
export async function attempt(client: pg.Client, statement: string): Promise<string> {
  await client.query('begin')
  try {
    await client.query(statement)
    return 'ok'
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code) return error.code
    throw error
  } finally {
    await client.query('rollback')
  }
}

/** No privilege; or a view that nobody can write, because it is a join. */
const REFUSALS: readonly string[] = ['42501', '55000']

/** The statements that were not refused for want of a privilege, each with how it ended. */
export async function notRefused(client: pg.Client, statements: Iterable<string>): Promise<string[]> {
  const through: string[] = []
  for (const statement of statements) {
    const end = await attempt(client, statement)
    if (!REFUSALS.includes(end)) through.push(`${end}: ${statement}`)
  }
  return through
}
