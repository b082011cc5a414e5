/** Has the server count at once what a session has written. Before PostgreSQL 15 it does so by itself, a little later. */
export const flushStatistics = `do $$ begin
  if to_regproc('pg_catalog.pg_stat_force_next_flush') is not null then perform pg_catalog.pg_stat_force_next_flush(); end if;
end $$`
