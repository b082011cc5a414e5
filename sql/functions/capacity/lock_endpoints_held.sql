-- Locks: api_rate_limits, in key order.
create function headgate_private.lock_endpoints_held(p_reservations headgate_private.reservation[], p_reservation_ids bigint[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform l.endpoint_id from headgate_private.api_rate_limits l
  where l.endpoint_id = any (array(
    select pg_catalog.unnest(headgate_private.endpoints_held(o.endpoint_id, o.charges)) from pg_catalog.unnest(p_reservations) o
    union
    select pg_catalog.unnest(headgate_private.endpoints_held(s.endpoint_id, s.charges)) from headgate_private.reservation_settled s
    where s.reservation_id = any (p_reservation_ids) and s.outcome = 'expired'
  ))
  order by l.endpoint_id
  for no key update;
end
$$;

comment on function headgate_private.lock_endpoints_held(headgate_private.reservation[], bigint[]) is 'Locks the endpoints of reservations, open or expired.';
