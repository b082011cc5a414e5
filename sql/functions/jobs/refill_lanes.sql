-- What a claim does first: brings due jobs into line and takes back the jobs of leases that ran out, so that
-- both can be claimed in the same call. Returns the number of jobs reclaimed: their endpoints are locked now.
create function headgate_private.refill_lanes(p_job_types text[], p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_reclaimed integer := 0;
begin
  if exists (select from headgate_private.lease l where l.expires_at <= headgate_private.clock()) then
    select pg_catalog.count(*) into v_reclaimed from headgate_private.reclaim(100);
  end if;
  perform headgate_private.promote_due(t.lane, greatest(p_limit, 100))
  from headgate_private.job_type t
  where t.job_type = any (p_job_types);
  return v_reclaimed;
end
$$;

comment on function headgate_private.refill_lanes(text[], integer) is 'Promotes and reclaims, bounded; returns the number of jobs reclaimed.';
