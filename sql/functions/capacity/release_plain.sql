-- Settles those reservations that take requests and tokens of one endpoint, in the usual charge modes, and whose report says
-- nothing of more: what they were charged together at one moment is settled together. Returns the elements that did it.
-- Locks: none; api_rate_limits is already locked.
create function headgate_private.release_plain(
  p_open headgate_private.reservation[],
  p_releases headgate_private.capacity_release[]
)
returns integer[]
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_nestloop = off
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_endpoint headgate_private.api_rate_limits;
  v_group record;
  v_done integer[] := '{}';
begin
  for v_group in
    select o.endpoint_id, o.granted_at, pg_catalog.sum(coalesce((r.reported).requests, o.requests) - o.requests)::bigint as requests,
      pg_catalog.sum(coalesce((r.reported).tokens, o.tokens) - o.tokens)::bigint as tokens, pg_catalog.sum(o.places)::integer as places,
      pg_catalog.array_agg(r.element) as elements
    from pg_catalog.unnest(p_open) o
    join (select distinct on (u.reservation_id) u.* from pg_catalog.unnest(p_releases) u order by u.reservation_id, u.element) r
      on r.reservation_id = o.reservation_id
    where o.charges is null and o.starts_at is null and o.worker is null and o.job_type is null
      and coalesce((r.reported).input_tokens, (r.reported).output_tokens, (r.reported).cost) is null
    group by o.endpoint_id, o.granted_at
    order by o.endpoint_id, o.granted_at
  loop
    if v_group.endpoint_id is distinct from v_endpoint.endpoint_id then
      if v_endpoint.endpoint_id is not null then
        perform headgate_private.store_endpoint(v_endpoint);
      end if;
      v_endpoint := headgate_private.lock_endpoint(v_group.endpoint_id);
    end if;
    continue when v_endpoint.endpoint_id is null or coalesce(v_endpoint.request_charge, v_endpoint.token_charge) is not null;
    v_endpoint := headgate_private.charge_endpoint(v_endpoint, v_group.granted_at, v_group.requests, v_group.tokens);
    v_endpoint := headgate_private.free_place(v_endpoint, v_group.places, v_group.granted_at);
    v_done := v_done || v_group.elements;
  end loop;
  if v_endpoint.endpoint_id is not null then
    perform headgate_private.store_endpoint(v_endpoint);
  end if;
  insert into headgate_private.reservation_settled (
    reservation_id, endpoint_id, outcome, estimated_requests, estimated_tokens, charged_requests, charged_tokens,
    granted_at, settled_at, actor
  )
  select o.reservation_id, o.endpoint_id, 'settled', o.requests, o.tokens, coalesce((r.reported).requests, o.requests),
    coalesce((r.reported).tokens, o.tokens), o.granted_at, v_now, o.actor
  from pg_catalog.unnest(p_releases) r
  join pg_catalog.unnest(p_open) o on o.reservation_id = r.reservation_id
  where r.element = any (v_done);
  return v_done;
end
$$;

comment on function headgate_private.release_plain(headgate_private.reservation[], headgate_private.capacity_release[]) is 'Settles plain reservations together.';
