-- Settles the capacity of jobs whose attempt has ended: the delta between actual and estimate goes into the slot of the
-- grant, the place among the concurrent calls is freed. Where neither weights nor modes nor meters are, the sums tell all.
-- Locks: api_rate_limits, in key order.
create function headgate_private.settle_grants(p_grants headgate_private.job_grant[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_grant record;
begin
  for v_grant in
    select e.endpoint_id, g.granted_at, pg_catalog.count(*)::integer as jobs, pg_catalog.bool_or(g.terms is not null) as special,
      coalesce(pg_catalog.sum((g.reported).requests - 1), 0)::bigint as requests,
      coalesce(pg_catalog.sum((g.reported).tokens - (g.estimate).tokens), 0)::bigint as tokens
    from pg_catalog.unnest(p_grants) g
    cross join lateral pg_catalog.unnest(coalesce(g.endpoint_ids, array[g.endpoint_id])) as e (endpoint_id)
    where e.endpoint_id is not null
    group by e.endpoint_id, g.granted_at
    order by e.endpoint_id, g.granted_at
  loop
    if v_grant.endpoint_id is distinct from v_endpoint.endpoint_id then
      if v_endpoint.endpoint_id is not null then
        perform headgate_private.store_endpoint(v_endpoint);
      end if;
      v_endpoint := headgate_private.lock_endpoint(v_grant.endpoint_id);
    end if;
    continue when v_endpoint.endpoint_id is null;
    if v_grant.special or v_endpoint.meters is not null
      or coalesce(v_endpoint.input_token_weight, v_endpoint.output_token_weight) is not null
      or not headgate_private.stands_alone(v_endpoint)
    then
      v_endpoint := headgate_private.settle_jobs(v_endpoint, v_grant.granted_at, p_grants);
    elsif v_grant.tokens <> 0 or v_grant.requests <> 0 then
      v_endpoint := headgate_private.charge_endpoint(v_endpoint, v_grant.granted_at, v_grant.requests, v_grant.tokens);
    end if;
    v_endpoint := headgate_private.free_place(v_endpoint, v_grant.jobs, v_grant.granted_at);
  end loop;
  if v_endpoint.endpoint_id is not null then
    perform headgate_private.store_endpoint(v_endpoint);
  end if;
end
$$;

comment on function headgate_private.settle_grants(headgate_private.job_grant[]) is 'Settles the capacity of jobs that are settled.';
