-- A request as acquire takes it, once its amounts are judged.
create function headgate_private.request_of(
  p_requests integer,
  p_tokens bigint,
  p_input_tokens bigint,
  p_output_tokens bigint,
  p_cost bigint
)
returns headgate_private.reservation
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_request headgate_private.reservation;
begin
  if (p_tokens between 0 and 2147483647 and p_requests between 0 and 1000000
    and coalesce(p_input_tokens, p_output_tokens, p_cost) is null) is not true
  then
    perform headgate_private.require(p_tokens between 0 and 2147483647, 'p_tokens', 'must be between 0 and 2147483647');
    perform headgate_private.require(p_requests between 0 and 1000000, 'p_requests', 'must be between 0 and 1000000');
    if p_input_tokens is not null or p_output_tokens is not null then
      perform headgate_private.require(coalesce(p_input_tokens, 0) between 0 and 2147483647, 'p_input_tokens',
        'must be between 0 and 2147483647');
      perform headgate_private.require(coalesce(p_output_tokens, 0) between 0 and 2147483647, 'p_output_tokens',
        'must be between 0 and 2147483647');
      perform headgate_private.require(p_tokens = 0, 'p_tokens', 'must be left out where input or output tokens are given');
    end if;
    perform headgate_private.require(coalesce(p_cost, 0) between 0 and 1000000000000000, 'p_cost_micros',
      'must be between 0 and 1000000000000000');
  end if;
  v_request.requests := p_requests;
  v_request.tokens := p_tokens;
  v_request.input_tokens := p_input_tokens;
  v_request.output_tokens := p_output_tokens;
  v_request.cost := p_cost;
  v_request.places := 1;
  return v_request;
end
$$;

comment on function headgate_private.request_of(integer, bigint, bigint, bigint, bigint) is 'A request for capacity; raises JQ001 for amounts that are out of range.';
