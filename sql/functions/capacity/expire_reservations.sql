-- Frees the places of reservations that nobody released in time, or whose job has ended without them. Their charge stays:
-- the call was probably made; but a booking that has not begun is given back.
-- Waits for nobody, since callers may hold other endpoints already: a busy endpoint is left for the next time.
-- Locks: api_rate_limits, then reservation, both skipping locked.
create function headgate_private.expire_reservations(p_endpoint_id integer, p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_due bigint[];
  v_endpoint_ids integer[];
  v_gone headgate_private.reservation[];
  v_one headgate_private.reservation;
begin
  v_due := headgate_private.dead_reservations(p_endpoint_id, p_limit, v_now);
  if v_due = '{}' then
    return 0;
  end if;
  v_endpoint_ids := array(
    select l.endpoint_id from headgate_private.api_rate_limits l
    where l.endpoint_id = any (array(
      select pg_catalog.unnest(headgate_private.endpoints_held(r.endpoint_id, r.charges)) from headgate_private.reservation r
      where r.reservation_id = any (v_due)
    ))
    order by l.endpoint_id
    for no key update skip locked
  );
  with expired as materialized (
    select r.reservation_id from headgate_private.reservation r
    where r.reservation_id = any (v_due) and headgate_private.endpoints_held(r.endpoint_id, r.charges) <@ v_endpoint_ids
    for update skip locked
  ), gone as (
    delete from headgate_private.reservation r using expired e
    where r.reservation_id = e.reservation_id
    returning r.*
  )
  select coalesce(pg_catalog.array_agg(g::headgate_private.reservation order by g.reservation_id), '{}') into v_gone from gone g;

  foreach v_one in array v_gone loop
    perform headgate_private.keep_settled(v_one, null,
      case when v_one.starts_at > v_now then headgate_private.settle_reservation(v_one, null, true, true, true)
        else headgate_private.charges_of(v_one) end,
      case when v_one.starts_at > v_now then 'settled' else 'expired' end, v_now);
  end loop;
  perform headgate_private.free_places(v_gone);
  return pg_catalog.cardinality(v_gone);
end
$$;

comment on function headgate_private.expire_reservations(integer, integer) is 'Expires reservations of an endpoint (null: of all) that are past their time; returns how many.';
