create function headgate_private.largest_job(p_endpoint headgate_private.api_rate_limits)
returns bigint
language sql
immutable
as $$
  select least(p_endpoint.day_token_limit, case when p_endpoint.oversize <> 'admit_alone' then
    least(p_endpoint.token_limit, p_endpoint.input_token_limit, p_endpoint.output_token_limit) end)
$$;

comment on function headgate_private.largest_job(headgate_private.api_rate_limits) is 'The most tokens that a job may cost at an endpoint; null: without limit.';
