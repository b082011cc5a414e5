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

/** The statements of a pair: one that grants and tells the reservation, one that takes that and what the call has cost. */
export interface PairOfCalls {
  readonly take: string
  readonly about: readonly unknown[]
  readonly giveBack: string
}

/** Takes capacity and gives it back, by statements that are prepared once. One such pair to a connection. */
export async function pairOfCalls(
  client: pg.Client,
  { take, about, giveBack }: PairOfCalls,
): Promise<number> {
  const { rows } = await client.query<{ granted: boolean; reservation_id: string }>({
    name: 'take',
    text: take,
    values: [...about],
  })
  const [grant] = rows
  if (grant?.granted !== true) throw new Error('capacity was refused')
  await client.query({ name: 'give back', text: giveBack, values: [grant.reservation_id, ACTUAL] })
  return 1
}
