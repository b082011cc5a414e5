create function headgate_private.past_charges(p_past headgate_private.reservation_settled)
returns headgate_private.charge[]
language sql
immutable
as $$
  select coalesce(p_past.charges,
    array[row(p_past.endpoint_id, p_past.charged_requests, p_past.charged_tokens, 0, 0, 0)::headgate_private.charge])
$$;

comment on function headgate_private.past_charges(headgate_private.reservation_settled) is 'What is charged of each endpoint of a reservation that is no longer open.';
