-- The caller has deleted the reservation.
-- Locks: api_rate_limits, in key order.
create function headgate_private.release_open(
  p_reservation headgate_private.reservation,
  p_reported headgate_private.charge,
  out outcome text,
  out charged headgate_private.charge
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_cancelled boolean := coalesce(p_reservation.starts_at > v_now, false) and p_reservation.worker is null and coalesce(
    greatest(p_reported.requests, p_reported.tokens, p_reported.input_tokens, p_reported.output_tokens, p_reported.cost), 0) = 0;
begin
  charged := headgate_private.keep_settled(p_reservation, p_reported,
    headgate_private.settle_reservation(p_reservation, p_reported, true, false, v_cancelled), 'settled', v_now);
  outcome := case when v_cancelled then 'cancelled' else 'settled' end;
  if p_reservation.job_type is not null and not v_cancelled then
    perform headgate_private.note_estimate(p_reservation, p_reported);
  end if;
end
$$;

comment on function headgate_private.release_open(headgate_private.reservation, headgate_private.charge) is 'Settles an open reservation.';
