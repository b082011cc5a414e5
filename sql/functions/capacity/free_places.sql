-- Frees one place among the concurrent calls per element. Locks: api_rate_limits, in key order.
create function headgate_private.free_places(p_endpoint_ids integer[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_group record;
begin
  for v_group in
    select e.endpoint_id, pg_catalog.count(*)::integer as places
    from pg_catalog.unnest(p_endpoint_ids) as e (endpoint_id)
    where e.endpoint_id is not null
    group by e.endpoint_id
    order by e.endpoint_id
  loop
    update headgate_private.api_rate_limits l
    set in_flight = greatest(l.in_flight - v_group.places, 0)
    where l.endpoint_id = v_group.endpoint_id;
  end loop;
end
$$;

comment on function headgate_private.free_places(integer[]) is 'One call fewer in flight for each endpoint id given.';
