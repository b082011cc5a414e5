create function headgate_private.stands_alone(p_endpoint headgate_private.api_rate_limits)
returns boolean
language sql
immutable
as $$
  select p_endpoint.endpoint_ids is null
    and coalesce(p_endpoint.request_charge, p_endpoint.token_charge, p_endpoint.input_token_charge, p_endpoint.output_token_charge) is null
$$;

comment on function headgate_private.stands_alone(headgate_private.api_rate_limits) is 'Whether an endpoint lies in no other scope and charges in the usual modes.';
