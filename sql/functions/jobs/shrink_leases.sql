-- Takes settled jobs out of their leases. A lease left with none is deleted, not emptied first.
-- Locks: lease, which the caller already holds. Each job is held under the token of the same place, once.
create function headgate_private.shrink_leases(p_job_ids bigint[], p_lease_tokens uuid[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
  v_tokens uuid[] := array(select distinct t from pg_catalog.unnest(p_lease_tokens) t);
begin
  with settled as materialized (
    select s.lease_token, pg_catalog.array_agg(s.job_id) as job_ids
    from rows from (pg_catalog.unnest(p_job_ids), pg_catalog.unnest(p_lease_tokens)) as s (job_id, lease_token)
    group by s.lease_token
  ), ended as (
    delete from headgate_private.lease l using settled s
    where l.lease_token = any (v_tokens) and l.lease_token = s.lease_token
      and pg_catalog.cardinality(l.job_ids) = pg_catalog.cardinality(s.job_ids)
  )
  update headgate_private.lease l
  set job_ids = array(
    select h.job_id
    from pg_catalog.unnest(l.job_ids) with ordinality as h (job_id, place)
    where h.job_id <> all (s.job_ids)
    order by h.place
  )
  from settled s
  where l.lease_token = any (v_tokens) and l.lease_token = s.lease_token
    and pg_catalog.cardinality(l.job_ids) > pg_catalog.cardinality(s.job_ids);
end
$$;

comment on function headgate_private.shrink_leases(bigint[], uuid[]) is 'Takes settled jobs out of their leases.';
