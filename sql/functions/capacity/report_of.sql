-- What the caller of a release reports, once it is judged.
create function headgate_private.report_of(
  p_requests integer,
  p_tokens bigint,
  p_input_tokens bigint,
  p_output_tokens bigint,
  p_cost bigint
)
returns headgate_private.charge
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if (coalesce(p_tokens, 0) between 0 and 2147483647 and coalesce(p_requests, 0) between 0 and 1000000
    and coalesce(p_input_tokens, p_output_tokens, p_cost) is null) is not true
  then
    perform headgate_private.require(
      p_tokens is null or p_tokens between 0 and 2147483647, 'p_actual_tokens', 'must be between 0 and 2147483647'
    );
    perform headgate_private.require(
      p_requests is null or p_requests between 0 and 1000000, 'p_actual_requests', 'must be between 0 and 1000000'
    );
    if p_input_tokens is not null or p_output_tokens is not null then
      perform headgate_private.require(coalesce(p_input_tokens, 0) between 0 and 2147483647, 'p_actual_input_tokens',
        'must be between 0 and 2147483647');
      perform headgate_private.require(coalesce(p_output_tokens, 0) between 0 and 2147483647, 'p_actual_output_tokens',
        'must be between 0 and 2147483647');
      perform headgate_private.require(p_tokens is null, 'p_actual_tokens', 'must be left out where input or output tokens are given');
    end if;
    perform headgate_private.require(coalesce(p_cost, 0) between 0 and 1000000000000000, 'p_actual_cost_micros',
      'must be between 0 and 1000000000000000');
  end if;
  return row(null, p_requests, p_tokens, p_input_tokens, p_output_tokens, p_cost)::headgate_private.charge;
end
$$;

comment on function headgate_private.report_of(integer, bigint, bigint, bigint, bigint) is 'What a call is reported to have cost; raises JQ001 for amounts that are out of range.';
