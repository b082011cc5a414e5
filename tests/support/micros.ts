import type pg from 'pg'

/** Instants as whole microseconds since 1970, as exact as timestamptz: a Date would lose three digits. */
export const second = 1_000_000n

/** A timestamptz expression for a placeholder that is given as microseconds. */
export function instant(placeholder: string): string {
  return `(timestamptz 'epoch' + ${placeholder}::bigint * interval '1 microsecond')`
}

/** An expression that reads a timestamptz as microseconds. */
export function micros(expression: string): string {
  return `(extract(epoch from ${expression}) * 1000000)::bigint`
}

/** Stops the test clock at an instant, in whatever transaction the connection is in. */
export async function stopClockAt(client: pg.ClientBase | pg.Pool, at: bigint): Promise<void> {
  await client.query(`update headgate_test.clock set stopped_at = ${instant('$1')}`, [at])
}
