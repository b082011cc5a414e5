-- Locks the row and slides its rings to the moment after the wait, not before it.
-- Locks: api_rate_limits. With p_skip_locked: null instead of waiting. With p_if_open: see locked_endpoint.
create function headgate_private.lock_endpoint(
  p_endpoint_id integer,
  p_skip_locked boolean default false,
  p_if_open boolean default false
)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits := headgate_private.locked_endpoint(p_endpoint_id, p_skip_locked, p_if_open);
begin
  if v_endpoint.endpoint_id is null then
    return null;
  end if;
  return headgate_private.slid_endpoint(v_endpoint, headgate_private.clock());
end
$$;

comment on function headgate_private.lock_endpoint(integer, boolean, boolean) is 'An endpoint, locked until the transaction ends and slid to now; if wanted, only where it is plain and seems to have room.';
