import { Timestamp, textOfTimestamp } from '../client/timestamp.ts'
import type { TestPool } from './pool.ts'

/** Replaces the one function that all of Headgate reads the time from by one that stands until it is moved. */
export const clockSql = `
  create table headgate_private.test_clock (shows timestamptz not null);
  insert into headgate_private.test_clock values (pg_catalog.date_trunc('milliseconds', pg_catalog.clock_timestamp()));
  grant select on headgate_private.test_clock to public;
  create or replace function headgate_private.clock() returns timestamptz
    language sql volatile set search_path = pg_catalog, pg_temp
    return (select c.shows from headgate_private.test_clock as c);
`

export async function setClock(pool: TestPool, at: Date): Promise<void> {
  await pool.query('update headgate_private.test_clock set shows = $1::timestamptz', [textOfTimestamp(at)])
}

export async function moveClock(pool: TestPool, seconds: number): Promise<void> {
  await pool.query(
    'update headgate_private.test_clock set shows = shows + pg_catalog.make_interval(secs => $1)',
    [seconds],
  )
}

export async function readClock(pool: TestPool): Promise<Timestamp> {
  const { rows } = await pool.query('select shows::text from headgate_private.test_clock')
  return new Timestamp(rows[0]?.shows)
}
