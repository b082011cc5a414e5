-- What a call counts, of one endpoint. Where input and output tokens are told apart, the total is their weighted sum.
create function headgate_private.charge_of(
  p_endpoint headgate_private.api_rate_limits,
  p_requests bigint,
  p_tokens bigint,
  p_input_tokens bigint default null,
  p_output_tokens bigint default null,
  p_cost bigint default null
)
returns headgate_private.charge
language sql
immutable
as $$
  select row(
    p_endpoint.endpoint_id, p_requests,
    case when p_input_tokens is null and p_output_tokens is null then p_tokens
      else pg_catalog.ceil(coalesce(p_input_tokens, 0) * coalesce(p_endpoint.input_token_weight, 1)
        + coalesce(p_output_tokens, 0) * coalesce(p_endpoint.output_token_weight, 1))::bigint end,
    coalesce(p_input_tokens, 0), coalesce(p_output_tokens, 0), coalesce(p_cost, 0)
  )::headgate_private.charge
$$;

comment on function headgate_private.charge_of(headgate_private.api_rate_limits, bigint, bigint, bigint, bigint, bigint) is 'What a call counts, of one endpoint.';
