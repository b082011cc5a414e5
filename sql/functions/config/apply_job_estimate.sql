-- A total takes the place of kinds, and kinds that of a total. Either kind alone makes the other 0; -1 takes both back.
create function headgate_private.apply_job_estimate(p_type headgate_private.job_type, p_settings jsonb)
returns headgate_private.job_type
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_input integer := coalesce((p_settings ->> 'input_tokens')::integer, p_type.input_tokens, 0);
  v_output integer := coalesce((p_settings ->> 'output_tokens')::integer, p_type.output_tokens, 0);
begin
  if p_settings ? 'estimated_tokens' or p_settings @> '{"input_tokens": -1}' or p_settings @> '{"output_tokens": -1}' then
    p_type.input_tokens := null;
    p_type.output_tokens := null;
    p_type.estimated_tokens := coalesce((p_settings ->> 'estimated_tokens')::integer, p_type.estimated_tokens);
  elsif p_settings ?| array['input_tokens', 'output_tokens'] then
    perform headgate_private.require(v_input::bigint + v_output <= 2147483647, 'p_input_tokens',
      'must not exceed 2147483647 together with p_output_tokens');
    p_type.input_tokens := v_input;
    p_type.output_tokens := v_output;
    p_type.estimated_tokens := v_input + v_output;
  end if;
  p_type.cost := nullif(coalesce((p_settings ->> 'cost_micros')::bigint, p_type.cost), -1);
  return p_type;
end
$$;

comment on function headgate_private.apply_job_estimate(headgate_private.job_type, jsonb) is 'A job type with what its jobs are expected to cost changed.';
