import type { PGlite, Results } from '@electric-sql/pglite'
import pg from 'pg'
import type { PgQuery, PgQueryable } from '../client/pg.ts'

/** Rows as `pg` answers them. */
export interface TestResult {
  // biome-ignore lint/suspicious/noExplicitAny: as in pg, whose callers know the columns that they asked for
  readonly rows: any[]
  readonly rowCount: number
}

/** What runs queries as `pg` does: for Headgate's transport, and for the tables of the app under test. */
export interface TestClient extends PgQueryable {
  query(query: PgQuery): Promise<{ readonly rows: unknown[] }>
  query(text: string, values?: readonly unknown[]): Promise<TestResult>
}

/** The part of a Pool of `pg` that apps use. All share one session: whoever holds a client has it alone. */
export interface TestPool extends TestClient {
  connect(): Promise<TestClient & { release(): void }>
  end(): Promise<void>
}

export function poolOver(database: PGlite): TestPool {
  const direct: TestClient = { query: queryOn(database) }
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other: the next begins when this one is through. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }

  return {
    query: ((...how: Parameters<TestClient['query']>) =>
      alone(() => direct.query(...how))) as TestClient['query'],
    connect: () =>
      new Promise((resolve) => {
        void alone(() => new Promise<void>((release) => resolve({ ...direct, release })))
      }),
    end: () => alone(() => database.close()),
  }
}

function queryOn(database: PGlite): TestClient['query'] {
  async function query(query: string | PgQuery, values?: readonly unknown[]): Promise<TestResult> {
    if (typeof query === 'object') return resultOf(await raw(query.text, query.values), true)
    if (values === undefined) return resultOf((await database.exec(query, asSent())).at(-1), false)
    return resultOf(await raw(query, values.map(textOf)), false)
  }

  function raw(text: string, values: readonly (string | null)[]): Promise<Results<unknown[]>> {
    return database.query<unknown[]>(text, [...values], asSent())
  }

  /** Texts both ways, as on the wire: whoever asked reads them. */
  function asSent() {
    const verbatim = (of: object) =>
      Object.fromEntries(Object.keys(of).map((oid) => [oid, (it: unknown) => it]))
    return {
      rowMode: 'array' as const,
      parsers: verbatim(database.parsers) as Record<number, (text: string) => unknown>,
      serializers: verbatim(database.serializers) as Record<number, (value: unknown) => string>,
    }
  }

  return query as TestClient['query']
}

/** @param verbatim the caller reads the texts itself; otherwise they are read, and rows named, as `pg` does it. */
function resultOf(result: Results<unknown> | undefined, verbatim: boolean): TestResult {
  const cells = (result?.rows ?? []) as (string | null)[][]
  const fields = result?.fields ?? []
  const readers = fields.map(({ dataTypeID }) => pg.types.getTypeParser(dataTypeID, 'text'))
  const read = (row: readonly (string | null)[]) =>
    Object.fromEntries(
      fields.map(({ name }, i) => {
        const cell = row[i] ?? null
        return [name, cell === null ? null : readers[i]?.(cell)]
      }),
    )
  return {
    rows: verbatim ? cells : cells.map(read),
    rowCount: fields.length > 0 ? cells.length : (result?.affectedRows ?? 0),
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
