-- Locks: api_rate_limits. With p_skip_locked: null instead of waiting.
create function headgate_private.locked_endpoint(p_endpoint_id integer, p_skip_locked boolean)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
begin
  if p_skip_locked then
    select l.* into v_endpoint from headgate_private.api_rate_limits l
    where l.endpoint_id = p_endpoint_id
    for no key update skip locked;
  else
    select l.* into v_endpoint from headgate_private.api_rate_limits l
    where l.endpoint_id = p_endpoint_id
    for no key update;
  end if;
  return v_endpoint;
end
$$;

comment on function headgate_private.locked_endpoint(integer, boolean) is 'An endpoint as it was last written, locked until the transaction ends.';
