-- With p_if_open only where seems_open says so, before the wait and after it: nothing is locked where there is no room, or
-- where more than one look must tell.
-- Locks: api_rate_limits. With p_skip_locked: null instead of waiting.
create function headgate_private.locked_endpoint(p_endpoint_id integer, p_skip_locked boolean, p_if_open boolean default false)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := case when p_if_open then headgate_private.clock() end;
  v_endpoint headgate_private.api_rate_limits;
begin
  if p_skip_locked then
    select l.* into v_endpoint from headgate_private.api_rate_limits l
    where l.endpoint_id = p_endpoint_id and (not p_if_open or headgate_private.seems_open(l, v_now))
    for no key update skip locked;
  else
    select l.* into v_endpoint from headgate_private.api_rate_limits l
    where l.endpoint_id = p_endpoint_id and (not p_if_open or headgate_private.seems_open(l, v_now))
    for no key update;
  end if;
  return v_endpoint;
end
$$;

comment on function headgate_private.locked_endpoint(integer, boolean, boolean) is 'An endpoint as it was last written, locked until the transaction ends; if wanted, only where it is plain and seems to have room.';
