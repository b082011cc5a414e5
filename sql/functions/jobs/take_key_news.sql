-- Jobs with a concurrency key that have come or gone: up to p_limit of the rows of priority 10, which are taken away.
-- Locks: ready, skipping locked.
create function headgate_private.take_key_news(p_lane integer, p_limit integer)
returns bigint[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_head headgate_private.head;
  v_xid xid8;
  v_job_ids bigint[] := '{}';
begin
  select h.* into v_head from headgate_private.head_of(p_lane, 10::smallint) h;
  foreach v_xid in array coalesce(v_head.open_xids, '{}') loop
    v_job_ids := v_job_ids || (headgate_private.pick_ready(p_lane, 10::smallint, v_xid, 0, true,
      p_limit - pg_catalog.cardinality(v_job_ids), null, '-infinity')).job_ids;
  end loop;
  v_job_ids := v_job_ids || (headgate_private.pick_ready(p_lane, 10::smallint, coalesce(v_head.xid, '0'), coalesce(v_head.job_id, 0),
    false, p_limit - pg_catalog.cardinality(v_job_ids), null, '-infinity')).job_ids;
  perform headgate_private.move_head_if_stale(p_lane, 10::smallint, v_head.made_at);
  return v_job_ids;
end
$$;

comment on function headgate_private.take_key_news(integer, integer) is 'Takes the rows that name keyed jobs which have come or gone.';
