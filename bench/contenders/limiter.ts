import type pg from 'pg'

/** One who takes capacity and gives it back, in rounds. */
export interface LimiterSession {
  /** One round; answers how many pairs of taking and giving back it was. */
  turn(): Promise<number>
  close(): Promise<void>
}

/** A limiter in one way of using it. */
export interface LimiterContender {
  readonly name: string
  open(index: number): Promise<LimiterSession>
}

/** What a call is thought to cost, and what it costs. */
export const ESTIMATE = 100
export const ACTUAL = 90

/** A session on a connection of its own; `durable`: it waits until its commits are on disk. */
export async function sqlSession(
  client: pg.Client,
  durable: boolean,
  turn: (client: pg.Client) => Promise<number>,
): Promise<LimiterSession> {
  if (!durable) await client.query('set synchronous_commit = off')
  return { turn: () => turn(client), close: () => client.end() }
}
