-- Locks: lease → job_queue → idempotency → api_rate_limits; then scheduled (skipping locked) → job_queue.
create function headgate_private.sweep(p_since timestamptz, p_limit integer, out promoted integer, out reclaimed integer)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  select pg_catalog.count(*) into reclaimed from headgate_private.reclaim(p_since, p_limit);
  select coalesce(pg_catalog.sum(headgate_private.promote_due(t.lane, p_since, p_limit)), 0) into promoted
  from headgate_private.job_type t;
end
$$;

comment on function headgate_private.sweep(timestamptz, integer) is 'Reclaims what was lost and promotes what has come due since a moment, both bounded.';
