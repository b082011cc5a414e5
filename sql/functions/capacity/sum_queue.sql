-- Takes the changes that one snapshot sees into the sum; with p_most the sum is what that snapshot sees in line, counted up
-- to that number a lane. A transaction that is open at two such moments is remembered, so that it does not hold `seen`
-- back. What no transaction has reached came with a restored dump.
-- Locks: see known_queue.
create function headgate_private.sum_queue(p_endpoint_id integer, p_most integer default null)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  -- Before the snapshot: whoever gets a later id is not in it.
  v_job_id bigint := (select q.last_value from headgate_private.job_queue_job_id_seq q);
  v_sum headgate_private.queue_sum;
begin
  select s.* into v_sum
  from headgate_private.queue_sum s
  where s.endpoint_id = p_endpoint_id and s.until <= pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot());
  with taken as (
    delete from headgate_private.queue_change q
    where q.endpoint_id = p_endpoint_id and q.xid >= coalesce(v_sum.seen, '0')
    returning q.jobs, q.tokens
  ), late as (
    delete from headgate_private.queue_change q
    where q.endpoint_id = p_endpoint_id and q.xid < v_sum.seen and q.xid = any (v_sum.open_xids)
    returning q.jobs, q.tokens
  ), moved as (
    select coalesce(pg_catalog.sum(t.jobs), 0)::bigint as jobs, coalesce(pg_catalog.sum(t.tokens), 0)::bigint as tokens
    from (select t.jobs, t.tokens from taken t union all select l.jobs, l.tokens from late l) t
  ), counted as materialized (
    select b.jobs, b.tokens from headgate_private.endpoint_backlog(p_endpoint_id, p_most) b where p_most is not null
  ), open as (
    select pg_catalog.pg_snapshot_xip(pg_catalog.pg_current_snapshot()) as xid
    union all
    select pg_catalog.pg_current_xact_id()
  ), snapshot as (
    select pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot()) as until,
      (select o.xid from open o where o.xid >= coalesce(v_sum.until, '0') order by o.xid limit 1) as oldest,
      array(select o.xid from open o where o.xid < v_sum.until) as xids
  )
  insert into headgate_private.queue_sum as s
    (endpoint_id, jobs, tokens, seen, until, open_xids, job_id, job_id_before, counted_at, summed_at)
  select p_endpoint_id, coalesce(c.jobs, m.jobs), coalesce(c.tokens, m.tokens), least(n.until, n.oldest), n.until, n.xids,
    v_job_id, coalesce(v_sum.job_id, 0), v_now, v_now
  from moved m
  cross join snapshot n
  left join counted c on true
  on conflict (endpoint_id) do update
  set jobs = case when p_most is null then s.jobs else 0 end + excluded.jobs,
    tokens = case when p_most is null then s.tokens else 0 end + excluded.tokens,
    seen = excluded.seen, until = excluded.until, open_xids = excluded.open_xids,
    job_id = excluded.job_id, job_id_before = excluded.job_id_before, summed_at = excluded.summed_at,
    counted_at = case when p_most is null then s.counted_at else excluded.counted_at end;
end
$$;

comment on function headgate_private.sum_queue(integer, integer) is 'Takes changes into what is known of a queue, or counts it.';
