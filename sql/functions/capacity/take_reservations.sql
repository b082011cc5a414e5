-- Locks: reservation, in key order.
create function headgate_private.take_reservations(p_reservation_ids bigint[])
returns headgate_private.reservation[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_open headgate_private.reservation[];
begin
  perform r.reservation_id from headgate_private.reservation r
  where r.reservation_id = any (p_reservation_ids)
  order by r.reservation_id
  for update;
  with gone as (
    delete from headgate_private.reservation r
    where r.reservation_id = any (p_reservation_ids)
      and (r.actor = headgate_private.actor() or pg_catalog.pg_has_role(headgate_private.actor(), 'headgate_operator', 'member'))
    returning r.*
  )
  select coalesce(pg_catalog.array_agg(g::headgate_private.reservation), '{}') into v_open from gone g;
  return v_open;
end
$$;

comment on function headgate_private.take_reservations(bigint[]) is 'Takes open reservations of the caller away and returns them.';
