-- Locks: reservation, which the caller holds; then api_rate_limits.
create function headgate_private.adjust_open(
  p_reservation headgate_private.reservation,
  p_reported headgate_private.charge,
  out outcome text,
  out charged headgate_private.charge
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_charges headgate_private.charge[] := headgate_private.settle_reservation(p_reservation, p_reported, false, false, false);
begin
  update headgate_private.reservation r set charges = v_charges where r.reservation_id = p_reservation.reservation_id;
  charged := headgate_private.own_charge(v_charges, p_reservation.endpoint_id);
  outcome := 'adjusted';
end
$$;

comment on function headgate_private.adjust_open(headgate_private.reservation, headgate_private.charge) is 'Charges what an open reservation has cost so far.';
