create function headgate_private.counts_kinds(p_endpoint headgate_private.api_rate_limits)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(p_endpoint.input_token_limit, p_endpoint.output_token_limit, p_endpoint.day_cost_limit) is not null
    or coalesce(p_endpoint.input_token_weight, p_endpoint.output_token_weight) is not null;
end
$$;

comment on function headgate_private.counts_kinds(headgate_private.api_rate_limits) is 'Whether a total of tokens does not tell an endpoint what a job takes of it.';
