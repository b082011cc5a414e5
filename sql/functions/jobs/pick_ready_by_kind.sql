-- As pick_ready, where a total of tokens does not tell what a job takes: the longest prefix whose costs together fit into the
-- room of each scope, in each dimension. charges: what the jobs taken are charged, of each scope.
-- Locks: ready, skipping locked.
create function headgate_private.pick_ready_by_kind(
  p_line headgate_private.open_line,
  p_wanted integer,
  p_scopes headgate_private.scope_room[],
  p_now timestamptz,
  out job_ids bigint[],
  out late_ids bigint[],
  out tokens bigint,
  out stopped boolean,
  out charges headgate_private.charge[]
)
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set enable_bitmapscan = off
as $$
declare
  v_all record;
  v_lane integer := (p_line.job_type).lane;
  v_last xid8 := case when p_line.of_open_xid then p_line.xid else '18446744073709551615' end;
begin
  with candidate as materialized (
    select r.ctid as tid, r.xid, r.job_id,
      row(null, 1, r.tokens, r.input_tokens, r.output_tokens, r.cost)::headgate_private.charge as estimate
    from headgate_private.ready r
    where r.lane = v_lane and r.priority = p_line.priority and (r.xid, r.job_id) >= (p_line.xid, p_line.job_id) and r.xid <= v_last
    order by r.xid, r.job_id
    limit p_wanted
    for update skip locked
  ), charged as materialized (
    select c.tid, c.xid, c.job_id, s.room, headgate_private.job_charge((s.room).terms, c.estimate) as charge
    from candidate c
    cross join (select u::headgate_private.scope_room as room from pg_catalog.unnest(p_scopes) u) s
  ), measured as (
    select m.tid, pg_catalog.bool_and(m.fits) as fits
    from (
      select h.tid, coalesce(pg_catalog.sum((h.charge).tokens) over before <= (h.room).tokens, true)
        and coalesce(pg_catalog.sum((h.charge).input_tokens) over before <= (h.room).input_tokens, true)
        and coalesce(pg_catalog.sum((h.charge).output_tokens) over before <= (h.room).output_tokens, true)
        and coalesce(pg_catalog.sum((h.charge).cost) over before <= (h.room).cost, true) as fits
      from charged h
      window before as (partition by (h.charge).endpoint_id order by h.xid, h.job_id)
    ) m
    group by m.tid
  ), gone as (
    delete from headgate_private.ready r
    where r.ctid = any (array(select m.tid from measured m where m.fits))
    returning r.xid, r.job_id, r.tokens, r.deadline_at <= p_now as late
  )
  select coalesce(pg_catalog.array_agg(g.job_id order by g.xid, g.job_id) filter (where g.late is not true), '{}') as job_ids,
    pg_catalog.array_agg(g.job_id) filter (where g.late) as late_ids,
    coalesce(pg_catalog.sum(g.tokens) filter (where g.late is not true), 0) as tokens,
    exists (select from measured m where not m.fits) as stopped,
    array(
      select row((h.charge).endpoint_id, pg_catalog.sum((h.charge).requests), pg_catalog.sum((h.charge).tokens),
        pg_catalog.sum((h.charge).input_tokens), pg_catalog.sum((h.charge).output_tokens), pg_catalog.sum((h.charge).cost)
      )::headgate_private.charge
      from charged h
      join gone t on t.xid = h.xid and t.job_id = h.job_id
      where t.late is not true
      group by (h.charge).endpoint_id
    ) as charges
  into v_all
  from gone g;
  job_ids := v_all.job_ids;
  late_ids := v_all.late_ids;
  tokens := v_all.tokens;
  stopped := v_all.stopped;
  charges := v_all.charges;
end
$$;

comment on function headgate_private.pick_ready_by_kind(headgate_private.open_line, integer, headgate_private.scope_room[], timestamptz) is 'Takes the first ready rows of a line that fit, in every dimension.';
