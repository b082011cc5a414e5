-- Estimates learn from samples that are only inserted here; tick takes them in.
create function headgate_private.note_estimate(p_reservation headgate_private.reservation, p_reported headgate_private.charge)
returns void
language sql
as $$
  insert into headgate_private.estimate_sample (job_type, ratios)
  select p_reservation.job_type, array[a.actual::double precision / e.estimate]
  from (select coalesce(p_reported.tokens, p_reported.input_tokens + p_reported.output_tokens) as actual) a
  cross join (
    select case when p_reported.tokens is null then p_reservation.input_tokens + p_reservation.output_tokens
      else p_reservation.tokens end as estimate
  ) e
  where a.actual is not null and e.estimate > 0
$$;

comment on function headgate_private.note_estimate(headgate_private.reservation, headgate_private.charge) is 'Notes what a call turned out to cost, for the estimates of its job type.';
