create function headgate_private.terms_of(p_endpoint headgate_private.api_rate_limits)
returns headgate_private.terms
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return row(p_endpoint.endpoint_id, p_endpoint.input_token_weight, p_endpoint.output_token_weight, p_endpoint.request_charge,
    p_endpoint.token_charge, p_endpoint.input_token_charge, p_endpoint.output_token_charge)::headgate_private.terms;
end
$$;

comment on function headgate_private.terms_of(headgate_private.api_rate_limits) is 'How an endpoint counts what a call costs.';
