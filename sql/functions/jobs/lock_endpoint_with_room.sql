-- Looks before it locks: a blocked endpoint costs its claimers one read and no write. What is returned is locked,
-- and may be full by then: the caller looks again.
create function headgate_private.lock_endpoint_with_room(p_endpoint_id integer, p_may_wait boolean)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_endpoint headgate_private.api_rate_limits;
  v_room record;
begin
  select l.* into v_endpoint from headgate_private.api_rate_limits l where l.endpoint_id = p_endpoint_id;
  v_room := headgate_private.endpoint_room(headgate_private.slid_endpoint(v_endpoint, v_now), v_now);
  if v_room.blocked_by = 'concurrency' and p_may_wait then
    perform headgate_private.expire_reservations(p_endpoint_id, 100);
  elsif v_room.blocked_by is not null then
    return null;
  end if;
  return headgate_private.lock_endpoint(p_endpoint_id, not p_may_wait);
end
$$;

comment on function headgate_private.lock_endpoint_with_room(integer, boolean) is 'An endpoint that seemed to have room, locked and slid to now; null: it has none, or somebody else holds it.';
