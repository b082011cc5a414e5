create function headgate_private.is_plain(p_endpoint headgate_private.api_rate_limits)
returns boolean
language sql
immutable
as $$
  select p_endpoint.mode = 'strict' and p_endpoint.meters is null and p_endpoint.endpoint_ids is null
    and coalesce(p_endpoint.request_charge, p_endpoint.token_charge, p_endpoint.input_token_charge, p_endpoint.output_token_charge) is null
$$;

comment on function headgate_private.is_plain(headgate_private.api_rate_limits) is 'Whether nothing counts but requests, tokens and concurrent calls in a strict window of this row alone, charged in the usual modes.';
