-- A dump restored into a younger cluster brings ready rows of transactions that have not begun there: they would stand
-- behind everything that is enqueued from now on. They get a place of today, in the order in which they stood.
-- Looks only at rows beyond every transaction, of which there are none in any other case.
-- Locks: ready (skipping locked), then job_queue.
create function headgate_private.renew_restored(p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_line record;
  v_next xid8 := pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot());
  v_renewed bigint[];
  v_count integer := 0;
begin
  for v_line in select distinct n.lane, n.priority from headgate_private.line n loop
    with stranger as materialized (
      select r.ctid as tid
      from headgate_private.ready r
      where r.lane = v_line.lane and r.priority = v_line.priority and r.xid > v_next
      order by r.xid, r.job_id
      limit p_limit
      for update skip locked
    ), gone as (
      delete from headgate_private.ready r
      where r.ctid = any (array(select s.tid from stranger s))
      returning r.job_id, r.since, r.deadline_at, r.lane, r.tokens, r.input_tokens, r.output_tokens, r.cost, r.priority
    ), placed as (
      insert into headgate_private.ready (xid, job_id, since, deadline_at, lane, tokens, input_tokens, output_tokens, cost, priority)
      select pg_catalog.pg_current_xact_id(), g.job_id, g.since, g.deadline_at, g.lane, g.tokens, g.input_tokens, g.output_tokens,
        g.cost, g.priority
      from gone g
      on conflict do nothing
    )
    select pg_catalog.array_agg(g.job_id) into v_renewed from gone g where g.priority < 10;
    perform headgate_private.note_places(v_renewed);
    v_count := v_count + coalesce(pg_catalog.cardinality(v_renewed), 0);
  end loop;
  return v_count;
end
$$;

comment on function headgate_private.renew_restored(integer) is 'Gives restored ready rows a place among the transactions of this cluster; returns how many.';
