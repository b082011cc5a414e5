-- The scopes that jobs of a type take, locked and slid to now. Looks before it locks: a blocked endpoint costs its claimers
-- one read and no write. What is returned may be full by then: the caller looks again. Where all places of a scope are
-- taken, reservations that are past their time are ended on the way: who holds their endpoints waits for no other.
-- Locks: api_rate_limits, in key order; of several only those that can be had at once, unless p_may_wait. While all places
--        are taken also expired reservations and before them their endpoints, skipping what others hold.
create function headgate_private.lock_scopes_with_room(p_endpoint_id integer, p_may_wait boolean)
returns headgate_private.api_rate_limits[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_endpoint headgate_private.api_rate_limits;
  v_look record;
begin
  v_endpoint := headgate_private.lock_endpoint(p_endpoint_id, not p_may_wait, p_if_open => true);
  if v_endpoint.endpoint_id is not null then
    return array[v_endpoint];
  end if;
  select l.* into v_endpoint from headgate_private.api_rate_limits l where l.endpoint_id = p_endpoint_id;
  if v_endpoint.endpoint_ids is null then
    v_look := headgate_private.endpoint_room(headgate_private.slid_endpoint(v_endpoint, v_now), v_now);
  else
    v_look := headgate_private.look_at_scopes(v_endpoint);
    p_endpoint_id := v_look.full_endpoint_id;
  end if;
  if v_look.blocked_by = 'concurrency' and p_may_wait then
    if headgate_private.dead_reservations(p_endpoint_id, 1, v_now) <> '{}' then
      perform headgate_private.expire_reservations(p_endpoint_id, 100);
      p_may_wait := false;
    end if;
  elsif v_look.blocked_by is not null then
    return null;
  end if;
  if v_endpoint.endpoint_ids is null then
    v_endpoint := headgate_private.lock_endpoint(v_endpoint.endpoint_id, not p_may_wait);
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
