create function headgate_private.charges_of(p_reservation headgate_private.reservation)
returns headgate_private.charge[]
language sql
immutable
as $$
  select coalesce(p_reservation.charges,
    array[row(p_reservation.endpoint_id, p_reservation.requests, p_reservation.tokens, 0, 0, 0)::headgate_private.charge])
$$;

comment on function headgate_private.charges_of(headgate_private.reservation) is 'What is charged so far of each endpoint of a reservation.';
