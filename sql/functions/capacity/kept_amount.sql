-- Room is kept in windows, where it comes back bit by bit. What a day lacks comes back at midnight, all at once.
create function headgate_private.kept_amount(
  p_endpoint headgate_private.api_rate_limits,
  p_now timestamptz,
  p_meter headgate_private.meter
)
returns bigint
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_meter.period = 'day' or p_endpoint.waiting_until is null or p_endpoint.waiting_until <= p_now then
    return 0;
  end if;
  return coalesce(case p_meter.dimension
    when 'tokens' then p_endpoint.waiting_tokens
    when 'input_tokens' then p_endpoint.waiting_input_tokens
    when 'output_tokens' then p_endpoint.waiting_output_tokens end, 0);
end
$$;

comment on function headgate_private.kept_amount(headgate_private.api_rate_limits, timestamptz, headgate_private.meter) is 'How much of a meter is left free for the head of a lane.';
