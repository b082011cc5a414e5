-- The scopes that jobs of a type take, locked and slid to now. Looks before it locks: a blocked endpoint costs its claimers
-- one read and no write. What is returned may be full by then: the caller looks again.
-- Locks: api_rate_limits, in key order; of several only those that can be had at once, unless p_may_wait.
create function headgate_private.lock_scopes_with_room(p_endpoint_id integer, p_may_wait boolean)
returns headgate_private.api_rate_limits[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_endpoint headgate_private.api_rate_limits;
  v_room record;
begin
  select l.endpoint_id into v_endpoint.endpoint_id from headgate_private.api_rate_limits l
  where l.endpoint_id = p_endpoint_id and headgate_private.seems_open(l, v_now);
  if found then
    v_endpoint := headgate_private.lock_endpoint(p_endpoint_id, not p_may_wait);
    -- Parents that it was given a moment ago may come before it: not now.
    return case when v_endpoint.endpoint_ids is null and v_endpoint.endpoint_id is not null then array[v_endpoint] end;
  end if;
  select l.* into v_endpoint from headgate_private.api_rate_limits l where l.endpoint_id = p_endpoint_id;
  v_room := headgate_private.endpoint_room(headgate_private.slid_endpoint(v_endpoint, v_now), v_now);
  if v_room.blocked_by = 'concurrency' and p_may_wait then
    perform headgate_private.expire_reservations(p_endpoint_id, 100);
  elsif v_room.blocked_by is not null then
    return null;
  end if;
  if v_endpoint.endpoint_ids is null then
    v_endpoint := headgate_private.lock_endpoint(p_endpoint_id, not p_may_wait);
    if v_endpoint.endpoint_ids is null then
      return case when v_endpoint.endpoint_id is not null then array[v_endpoint] end;
    end if;
    -- It has been given parents a moment ago. Some of them may come before it: not now.
    return null;
  end if;
  return (headgate_private.endpoints_of(v_endpoint, true, not p_may_wait)).endpoints;
end
$$;

comment on function headgate_private.lock_scopes_with_room(integer, boolean) is 'The scopes of an endpoint that seemed to have room, locked and slid to now; null: it has none, or somebody else holds one.';
