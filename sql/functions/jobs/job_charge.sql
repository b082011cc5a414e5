-- What a scope charges for a job when it is claimed. A total of no declared kind counts in full as either kind, which is
-- safe; what is charged by actuals only, not before they are known.
create function headgate_private.job_charge(p_terms headgate_private.terms, p_estimate headgate_private.charge)
returns headgate_private.charge
language sql
immutable
as $$
  select row(
    (p_terms).endpoint_id,
    case when (p_terms).request_charge = 'actual_only' then 0 else (p_estimate).requests end,
    case when (p_terms).token_charge = 'actual_only' then 0 else headgate_private.total_of(p_terms, p_estimate) end,
    case when (p_terms).input_token_charge = 'actual_only' then 0 else coalesce((p_estimate).input_tokens, (p_estimate).tokens) end,
    case when (p_terms).output_token_charge = 'actual_only' then 0 else coalesce((p_estimate).output_tokens, (p_estimate).tokens) end,
    coalesce((p_estimate).cost, 0)
  )::headgate_private.charge
$$;

comment on function headgate_private.job_charge(headgate_private.terms, headgate_private.charge) is 'What a scope charges for a job that will cost so much.';
