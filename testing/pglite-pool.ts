import type { PGlite, Results } from '@electric-sql/pglite'
import pg from 'pg'
import type { PgQuery } from '../client/pg.ts'
import { toText } from '../client/text.ts'
import type { TestClient, TestPool, TestQuery, TestResult } from './pool.ts'

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
  async function query(query: string | TestQuery | PgQuery, given?: readonly unknown[]): Promise<TestResult> {
    const { text, values = given } = typeof query === 'string' ? { text: query } : query
    const result = values === undefined ? await database.exec(text, asSent()) : [await raw(text, values)]
    return resultOf(result.at(-1), typeof query === 'object' && 'types' in query)
  }

  function raw(text: string, values: readonly unknown[]): Promise<Results<unknown[]>> {
    return database.query<unknown[]>(text, values.map(textOf), asSent())
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
  if (Array.isArray(value)) return toText('text[]', value)
  const isDocument = typeof value === 'object' && !(value instanceof Date) && !(value instanceof Uint8Array)
  return isDocument ? JSON.stringify(value) : toText('text', value)
}
