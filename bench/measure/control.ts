import type { SqlContender, SqlSession } from '../contenders/contender.ts'
import { connect } from '../server.ts'
import { timed } from './crowd.ts'

/** A contender whose sessions also time the control, before every eighth claim. */
export interface Controlled {
  readonly contender: SqlContender
  /** Milliseconds that each control took; whoever reads them may empty it. */
  readonly times: number[]
}

const CLAIMS_PER_CONTROL = 8

const INSTALL = `
  create table bench_control_row as
    select n, md5(n::text) as note from generate_series(0, 19999) n;
  alter table bench_control_row add primary key (n);
  analyze bench_control_row;
  create table bench_control (n bigint) with (autovacuum_enabled = off);`

const CONTROL = `
  insert into bench_control
  select max(r.n) from generate_series(1, 500) g join bench_control_row r on r.n = g * 7919 % 20000 group by g / 10`

/**
 * Adds a control: a statement that takes about as long as a claim, of the same parts (rows looked up by an index, rows
 * inserted, a commit), on the same connections, in tables of its own that nobody updates. No queue makes it slower by
 * growing, only the machine and its load do; so claims that take longer while it does not have decayed.
 */
export function withControl(contender: SqlContender): Controlled {
  const times: number[] = []
  return {
    times,
    contender: {
      ...contender,
      install: async (database) => {
        await contender.install(database)
        const client = await connect(database)
        try {
          await client.query(INSTALL)
        } finally {
          await client.end()
        }
      },
      open: async (client, index) => {
        const session = await contender.open(client, index)
        const control = () => client.query({ name: 'control', text: CONTROL })
        return controlled(session, index, () => timed(times, control))
      },
    },
  }
}

/** Sessions take turns: the nth begins with the nth of its claims. */
function controlled(session: SqlSession, index: number, control: () => Promise<unknown>): SqlSession {
  let claims = index
  return {
    enqueue: (count) => session.enqueue(count),
    claim: async (most) => {
      if (claims++ % CLAIMS_PER_CONTROL === 0) await control()
      return session.claim(most)
    },
  }
}
