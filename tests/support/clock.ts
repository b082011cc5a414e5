import type { TestDatabase } from './database.ts'

/**
 * Replaces `headgate_private.clock()` in this database by one that tests move. It runs like the real one until
 * {@link setClock} stops it.
 */
export async function installTestClock(db: TestDatabase): Promise<void> {
  await db.pool.query(`
    create schema headgate_test;
    grant usage on schema headgate_test to public;
    create table headgate_test.clock (
      only_row boolean primary key default true check (only_row),
      stopped_at timestamptz,
      ahead interval not null default interval '0'
    );
    grant select on headgate_test.clock to public;
    insert into headgate_test.clock default values;
    create or replace function headgate_private.clock() returns timestamptz
      language sql volatile set search_path = ''
      return (select coalesce(c.stopped_at, clock_timestamp() + c.ahead) from headgate_test.clock as c);
  `)
}

/** Stops the test clock at an instant. */
export async function setClock(db: TestDatabase, at: Date): Promise<void> {
  await db.pool.query('update headgate_test.clock set stopped_at = $1', [at])
}

/** Moves the test clock, running or stopped, by seconds (fractions allowed; back if negative). */
export async function advanceClock(db: TestDatabase, seconds: number): Promise<void> {
  await db.pool.query(
    `update headgate_test.clock set
       stopped_at = stopped_at + make_interval(secs => $1),
       ahead = ahead + make_interval(secs => $1)`,
    [seconds],
  )
}

/** What the test clock shows. */
export async function readClock(db: TestDatabase): Promise<Date> {
  const { rows } = await db.pool.query<{ clock: Date }>('select headgate_private.clock()')
  return rows[0]?.clock ?? new Date(Number.NaN)
}
