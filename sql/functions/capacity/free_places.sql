-- Locks: api_rate_limits, in key order, which the caller holds.
create function headgate_private.free_places(p_reservations headgate_private.reservation[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_group record;
begin
  for v_group in
    select h.endpoint_id, pg_catalog.sum(r.places)::integer as places
    from pg_catalog.unnest(p_reservations) r
    cross join lateral pg_catalog.unnest(headgate_private.endpoints_held(r.endpoint_id, r.charges)) h (endpoint_id)
    group by h.endpoint_id
    order by h.endpoint_id
  loop
    update headgate_private.api_rate_limits l
    set in_flight = greatest(l.in_flight - v_group.places, 0)
    where l.endpoint_id = v_group.endpoint_id;
  end loop;
end
$$;

comment on function headgate_private.free_places(headgate_private.reservation[]) is 'Frees the places of reservations that have ended.';
