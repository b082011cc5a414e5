-- Charges a locked endpoint, slid to now, the difference between what its jobs of one grant cost and what they were charged, by
-- the charge mode of each dimension. They were charged by the terms of their lease; what they cost counts by those of now. A
-- total of no declared kind counts in full as either.
create function headgate_private.settle_jobs(
  p_endpoint headgate_private.api_rate_limits,
  p_granted_at timestamptz,
  p_grants headgate_private.job_grant[]
)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_terms headgate_private.terms := headgate_private.terms_of(p_endpoint);
  v_all record;
begin
  select
    row(null, pg_catalog.sum((j.old).requests), pg_catalog.sum((j.old).tokens), pg_catalog.sum((j.old).input_tokens),
      pg_catalog.sum((j.old).output_tokens), pg_catalog.sum((j.old).cost))::headgate_private.charge as old,
    row(null, pg_catalog.sum((j.new).requests), pg_catalog.sum((j.new).tokens), pg_catalog.sum((j.new).input_tokens),
      pg_catalog.sum((j.new).output_tokens), pg_catalog.sum((j.new).cost))::headgate_private.charge as new
  into v_all
  from (
    select o.old, headgate_private.settled_job(v_terms, o.old, o.estimate, o.reported) as new
    from (
      select headgate_private.job_charge(t.terms, g.estimate) as old, g.estimate, g.reported
      from pg_catalog.unnest(p_grants) g
      left join lateral (
        select u::headgate_private.terms as terms from pg_catalog.unnest(g.terms) u where u.endpoint_id = p_endpoint.endpoint_id
      ) t on true
      where g.granted_at = p_granted_at and p_endpoint.endpoint_id = any (coalesce(g.endpoint_ids, array[g.endpoint_id]))
      offset 0
    ) o
    offset 0
  ) j;
  return headgate_private.charge_difference(p_endpoint, p_granted_at, v_all.old, v_all.new);
end
$$;

comment on function headgate_private.settle_jobs(headgate_private.api_rate_limits, timestamptz, headgate_private.job_grant[]) is 'An endpoint after jobs of one grant have been settled.';
