-- The earliest moment at which the same request may be granted, for each dimension that now refuses it.
-- Where limits are lowered it may be earlier, since they recover meanwhile.
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
declare
  v_factor double precision := headgate_private.effective_factor(p_endpoint, p_now);
begin
  if p_endpoint.status <> 'active' then
    return null;
  end if;
  return greatest(
    p_endpoint.blocked_until,
    headgate_private.factor_allows_at(p_endpoint, p_now, p_endpoint.request_limit, p_requests),
    headgate_private.factor_allows_at(p_endpoint, p_now, p_endpoint.token_limit, p_tokens),
    headgate_private.slot_frees_at(p_endpoint, p_endpoint.request_slots, headgate_private.effective_limit(p_endpoint.request_limit, v_factor), p_requests),
    headgate_private.slot_frees_at(p_endpoint, p_endpoint.token_slots, headgate_private.effective_limit(p_endpoint.token_limit, v_factor), p_tokens),
    case
      when p_endpoint.in_flight >= headgate_private.effective_limit(p_endpoint.concurrency_limit, v_factor)
      then p_now + headgate_private.setting_number('concurrency_poll_seconds') * interval '1 second'
    end
  );
end
$$;

comment on function headgate_private.capacity_retry_at(headgate_private.api_rate_limits, timestamptz, bigint, bigint) is 'When a refused request may be granted; null: nobody can say (the endpoint is paused or inactive).';
