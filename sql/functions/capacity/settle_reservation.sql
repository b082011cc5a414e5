-- Charges each endpoint of a reservation the difference between what a report says and what is charged so far, by its charge
-- modes: in the slot of the grant, or now what is charged by actuals only. p_final frees the places, p_late says that they
-- are free already, p_cancelled that the call was never made. Returns what is charged then.
-- Locks: api_rate_limits, in key order.
create function headgate_private.settle_reservation(
  p_reservation headgate_private.reservation,
  p_reported headgate_private.charge,
  p_final boolean,
  p_late boolean,
  p_cancelled boolean
)
returns headgate_private.charge[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_charges headgate_private.charge[] := headgate_private.charges_of(p_reservation);
  v_endpoint headgate_private.api_rate_limits;
  v_new headgate_private.charge;
begin
  for v_number in 1 .. pg_catalog.cardinality(v_charges) loop
    v_endpoint := headgate_private.lock_endpoint((v_charges[v_number]).endpoint_id);
    continue when v_endpoint.endpoint_id is null;
    v_new := case
      when p_cancelled then row(v_endpoint.endpoint_id, 0, 0, 0, 0, 0)::headgate_private.charge
      else headgate_private.settled_charge(v_endpoint, v_charges[v_number], p_reservation, p_reported, p_final, p_late)
      end;
    if p_reservation.worker is not null and not p_late then
      v_new := headgate_private.spent_permits(v_endpoint, p_reservation, p_reported);
      v_endpoint := headgate_private.move_charge(v_endpoint, p_reservation.granted_at, v_charges[v_number], v_new);
    else
      v_endpoint := headgate_private.charge_difference(v_endpoint, p_reservation.granted_at, v_charges[v_number], v_new);
    end if;
    if p_final and not p_late then
      v_endpoint := headgate_private.free_place(v_endpoint, p_reservation.places,
        case when not p_cancelled and p_reservation.worker is null then p_reservation.granted_at end);
    end if;
    perform headgate_private.store_endpoint(v_endpoint);
    v_charges[v_number] := v_new;
  end loop;
  return v_charges;
end
$$;

comment on function headgate_private.settle_reservation(headgate_private.reservation, headgate_private.charge, boolean, boolean, boolean) is 'Settles a reservation with all of its endpoints, in part or for good.';
