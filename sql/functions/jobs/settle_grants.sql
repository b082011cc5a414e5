-- Settles the reservations of jobs whose attempt has ended: the delta between actual and estimate goes into the slot
-- of the grant, the place among the concurrent calls is freed. What was not reported keeps its estimate.
-- Locks: api_rate_limits, in key order.
create function headgate_private.settle_grants(p_settlements headgate_private.settlement[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_grant record;
begin
  for v_grant in
    select j.reserved_endpoint_id as endpoint_id, j.reserved_at,
      coalesce(s.actual_tokens - j.estimated_tokens, 0) as tokens, coalesce(s.actual_requests - 1, 0) as requests
    from pg_catalog.unnest(p_settlements) s
    join headgate_private.job_queue j on j.job_id = s.job_id
    where j.reserved_endpoint_id is not null
    order by j.reserved_endpoint_id, j.reserved_at
  loop
    if v_grant.endpoint_id is distinct from v_endpoint.endpoint_id then
      if v_endpoint.endpoint_id is not null then
        perform headgate_private.store_endpoint(v_endpoint);
      end if;
      v_endpoint := headgate_private.lock_endpoint(v_grant.endpoint_id);
    end if;
    if v_grant.tokens <> 0 or v_grant.requests <> 0 then
      v_endpoint := headgate_private.charge_endpoint(v_endpoint, v_grant.reserved_at, v_grant.requests, v_grant.tokens);
    end if;
    v_endpoint.in_flight := greatest(v_endpoint.in_flight - 1, 0);
  end loop;
  if v_endpoint.endpoint_id is not null then
    perform headgate_private.store_endpoint(v_endpoint);
  end if;
end
$$;

comment on function headgate_private.settle_grants(headgate_private.settlement[]) is 'Settles the capacity of jobs that are settled.';
