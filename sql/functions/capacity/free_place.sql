-- hold_seconds follows the last ten calls or so; p_granted_at null: this one tells nothing.
create function headgate_private.free_place(
  p_endpoint headgate_private.api_rate_limits,
  p_places integer,
  p_granted_at timestamptz
)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_held double precision := least(greatest(extract(epoch from headgate_private.clock() - p_granted_at), 0), 86400);
begin
  p_endpoint.in_flight := greatest(p_endpoint.in_flight - p_places, 0);
  if p_granted_at is not null then
    p_endpoint.hold_seconds := coalesce(p_endpoint.hold_seconds + (v_held - p_endpoint.hold_seconds) * 0.1, v_held);
  end if;
  return p_endpoint;
end
$$;

comment on function headgate_private.free_place(headgate_private.api_rate_limits, integer, timestamptz) is 'An endpoint with places among its concurrent calls freed, after a call that began at a moment.';
