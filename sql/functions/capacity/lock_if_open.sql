-- One look that locks: nothing is locked where there is no room, or where more than one look must tell.
-- Locks: api_rate_limits. With p_skip_locked: null instead of waiting.
create function headgate_private.lock_if_open(p_endpoint_id integer, p_skip_locked boolean)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_endpoint headgate_private.api_rate_limits;
begin
  if p_skip_locked then
    select l.* into v_endpoint from headgate_private.api_rate_limits l
    where l.endpoint_id = p_endpoint_id and headgate_private.seems_open(l, v_now)
    for no key update skip locked;
  else
    select l.* into v_endpoint from headgate_private.api_rate_limits l
    where l.endpoint_id = p_endpoint_id and headgate_private.seems_open(l, v_now)
    for no key update;
  end if;
  if v_endpoint.endpoint_id is null then
    return null;
  end if;
  return headgate_private.slid_endpoint(v_endpoint, headgate_private.clock());
end
$$;

comment on function headgate_private.lock_if_open(integer, boolean) is 'A plain endpoint that seems to have room, locked until the transaction ends and slid to now.';
