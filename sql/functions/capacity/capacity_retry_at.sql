-- The earliest moment at which the same request may be granted, for each dimension that now refuses it.
-- A concurrent call ends when it ends: its reservation's expiry is only an upper bound, so a short poll is advised.
create function headgate_private.capacity_retry_at(
  p_endpoint headgate_private.api_rate_limits,
  p_now timestamptz,
  p_requests bigint,
  p_tokens bigint
)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_endpoint.status <> 'active' then
    return null;
  end if;
  return greatest(
    p_endpoint.blocked_until,
    headgate_private.slot_frees_at(p_endpoint, p_endpoint.request_slots, p_endpoint.request_limit, p_requests),
    headgate_private.slot_frees_at(p_endpoint, p_endpoint.token_slots, p_endpoint.token_limit, p_tokens),
    case
      when p_endpoint.in_flight >= p_endpoint.concurrency_limit
      then p_now + headgate_private.setting_number('concurrency_poll_seconds') * interval '1 second'
    end
  );
end
$$;

comment on function headgate_private.capacity_retry_at(headgate_private.api_rate_limits, timestamptz, bigint, bigint) is 'When a refused request may be granted; null: nobody can say (the endpoint is paused or inactive).';
