-- Reads only; locks nothing. Every check is a probe of an index, a look at statistics, or a read of a table that stays
-- small, so that it costs the same however many jobs there are.
create function headgate.health()
returns table (
  check_name headgate.nn_text,
  subject text,
  status headgate.nn_text,
  value double precision,
  threshold double precision,
  unit headgate.nn_text,
  advice headgate.nn_text,
  detail headgate.nn_jsonb
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
  select c.check_name::headgate.nn_text, c.subject, c.status::headgate.nn_text, c.value::double precision,
    c.threshold::double precision, c.unit::headgate.nn_text, c.advice::headgate.nn_text, c.detail::headgate.nn_jsonb
  from (
    select s.* from headgate_private.check_snapshots() s
    union all select t.* from headgate_private.check_tables() t
    union all select l.* from headgate_private.check_lines() l
    union all select h.* from headgate_private.check_heads() h
    union all select p.* from headgate_private.check_ledger() p
    union all select r.* from headgate_private.check_rotation() r
    union all select g.* from headgate_private.check_settings() g
  ) c
  order by pg_catalog.array_position(array['critical', 'warn', 'ok'], c.status), c.check_name, c.value desc nulls last, c.subject;
end
$$;

comment on function headgate.health() is
'How the queue and its database are, one row a measure, the worst first.

What holds back cleanup and who, dead rows, tables that nobody can rotate, heads, the wait of the first job of each job type, what is overdue because nobody ticks, the room in the ledger and how late its retention is, and settings of the server that harm.
@returns many rows: the check, what it is about (a session, a table, a job type, a setting), status (ok, warn, critical), the value and the threshold from which on it is not ok, their unit, what to do (empty: nothing), and facts.
@since 0.1';
