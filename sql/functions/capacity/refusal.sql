create function headgate_private.refusal(
  p_endpoint headgate_private.api_rate_limits,
  p_now timestamptz,
  p_requests bigint,
  p_tokens bigint
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_room record;
begin
  v_room := headgate_private.endpoint_room(p_endpoint, p_now);
  return case
    when v_room.blocked_by in ('paused', 'inactive', 'blocked') then v_room.blocked_by
    when p_requests > v_room.requests then 'requests'
    when p_tokens > v_room.tokens then 'tokens'
    when v_room.concurrency < 1 then 'concurrency'
  end;
end
$$;

comment on function headgate_private.refusal(headgate_private.api_rate_limits, timestamptz, bigint, bigint) is 'The dimension that refuses a request; null: it fits.';
