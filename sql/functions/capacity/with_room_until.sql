-- An endpoint whose rings reach to the slot of a moment to come.
create function headgate_private.with_room_until(p_endpoint headgate_private.api_rate_limits, p_at timestamptz)
returns headgate_private.api_rate_limits
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_more integer := 61 + headgate_private.slot_of(p_endpoint, p_at) - p_endpoint.slot - pg_catalog.cardinality(p_endpoint.request_slots);
  v_empty integer[];
begin
  if v_more > 0 then
    v_empty := pg_catalog.array_fill(0, array[v_more]);
    p_endpoint.request_slots := p_endpoint.request_slots || v_empty;
    p_endpoint.token_slots := p_endpoint.token_slots || v_empty;
    for v_number in 1 .. coalesce(pg_catalog.cardinality(p_endpoint.meters), 0) loop
      if (p_endpoint.meters[v_number]).period = 'window' then
        p_endpoint.meters[v_number].slots := (p_endpoint.meters[v_number]).slots || v_empty;
      end if;
    end loop;
  end if;
  return p_endpoint;
end
$$;

comment on function headgate_private.with_room_until(headgate_private.api_rate_limits, timestamptz) is 'An endpoint whose rings reach to a moment.';
