-- What is charged after a report, by the charge mode of the dimension. p_actual null: not reported. Not final: the call
-- goes on. Late: its reservation has expired, and nothing is given back any more.
create function headgate_private.settled_amount(
  p_mode text,
  p_charged bigint,
  p_estimate bigint,
  p_actual bigint,
  p_final boolean,
  p_late boolean
)
returns bigint
language sql
immutable
as $$
  select case p_mode
    when 'reserve_only' then p_charged
    when 'actual_only' then greatest(p_charged, case when p_final then coalesce(p_actual, p_estimate) else p_actual end)
    when 'estimate_then_adjust' then case when p_late then greatest(p_charged, p_actual) else coalesce(p_actual, p_charged) end
    else case when p_final and not p_late then coalesce(p_actual, p_charged) else greatest(p_charged, p_actual) end
  end
$$;

comment on function headgate_private.settled_amount(text, bigint, bigint, bigint, boolean, boolean) is 'What is charged in a dimension after a report.';
