import type { PgQuery, PgQueryable } from '../client/pg.ts'

/** Rows as `pg` answers them. */
export interface TestResult {
  // biome-ignore lint/suspicious/noExplicitAny: as in pg, whose callers know the columns that they asked for
  readonly rows: any[]
  readonly rowCount: number
}

export interface TestQuery {
  readonly text: string
  readonly values?: readonly unknown[]
}

/** What runs queries as `pg` does: for Headgate's transport, and for the tables of the app under test. */
export interface TestClient extends PgQueryable {
  query(query: PgQuery): Promise<{ readonly rows: unknown[] }>
  query(text: string | TestQuery, values?: readonly unknown[]): Promise<TestResult>
}

/** The part of a Pool of `pg` that apps use. All share one session: whoever holds a client has it alone. */
export interface TestPool extends TestClient {
  connect(): Promise<TestClient & { release(): void }>
  end(): Promise<void>
}
