create function headgate_private.settled_job(
  p_terms headgate_private.terms,
  p_charged headgate_private.charge,
  p_estimate headgate_private.charge,
  p_reported headgate_private.charge
)
returns headgate_private.charge
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  p_charged.requests := headgate_private.settled_amount(p_terms.request_charge, p_charged.requests, p_estimate.requests,
    p_reported.requests, true, false);
  p_charged.tokens := headgate_private.settled_amount(p_terms.token_charge, p_charged.tokens,
    headgate_private.total_of(p_terms, p_estimate), headgate_private.total_of(p_terms, p_reported), true, false);
  p_charged.input_tokens := headgate_private.settled_amount(p_terms.input_token_charge, p_charged.input_tokens,
    coalesce(p_estimate.input_tokens, p_estimate.tokens), coalesce(p_reported.input_tokens, p_reported.tokens), true, false);
  p_charged.output_tokens := headgate_private.settled_amount(p_terms.output_token_charge, p_charged.output_tokens,
    coalesce(p_estimate.output_tokens, p_estimate.tokens), coalesce(p_reported.output_tokens, p_reported.tokens), true, false);
  p_charged.cost := coalesce(p_reported.cost, p_charged.cost);
  return p_charged;
end
$$;

comment on function headgate_private.settled_job(headgate_private.terms, headgate_private.charge, headgate_private.charge, headgate_private.charge) is 'What a scope charges for a job once it has ended.';
