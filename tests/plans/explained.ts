import { connect, type TestDatabase } from '../support/database.ts'

/** A node of a plan as EXPLAIN (ANALYZE, FORMAT JSON) tells it. */
export interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Filter?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Join Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly Plan[]
}

/** A statement that ran, however deep within functions, and its plan. */
export interface Explained {
  readonly 'Query Text': string
  readonly Plan: Plan
}

export interface ExplainedSession {
  /** Runs a query; from then on its plans and those of the statements within are in `plans`. */
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** Runs a statement of the test's own, whose plan is nobody's business. */
  aside(text: string): Promise<void>
  /** Forgets the plans so far and returns them. */
  takePlans(): Explained[]
  /** Explaining costs; calls that only warm the session up need none of it. */
  explain(on: boolean): Promise<void>
}

/** A session of its own in which the server tells the plan of every statement it runs. */
export async function explainedSession(db: TestDatabase): Promise<ExplainedSession> {
  const client = await connect(db)
  let plans: Explained[] = []
  let duration = -1
  client.on('notice', ({ message = '' }) => {
    const found = /^duration: [\d.]+ ms {2}plan:\n(.*)$/s.exec(message)?.[1]
    if (found !== undefined) plans.push(JSON.parse(found) as Explained)
  })
  await client.query(`
    load 'auto_explain';
    set auto_explain.log_level = notice;
    set auto_explain.log_format = json;
    set auto_explain.log_nested_statements = on;
    set auto_explain.log_analyze = on;
    set auto_explain.log_timing = off;
    set auto_explain.log_buffers = off;
  `)
  return {
    async query(text, values) {
      return (await client.query(text, values)).rows
    },
    async aside(text) {
      await client.query('set auto_explain.log_min_duration = -1')
      await client.query(text)
      await client.query(`set auto_explain.log_min_duration = ${duration}`)
    },
    takePlans() {
      const taken = plans
      plans = []
      return taken
    },
    async explain(on) {
      duration = on ? 0 : -1
      await client.query(`set auto_explain.log_min_duration = ${duration}`)
      plans = []
    },
  }
}
