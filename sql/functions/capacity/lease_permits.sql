-- Locks: api_rate_limits, in key order.
create function headgate_private.lease_permits(
  p_endpoint headgate_private.api_rate_limits,
  p_worker text,
  p_permits integer,
  p_tokens_each bigint,
  p_ttl_seconds numeric,
  out reservation headgate_private.reservation,
  out fair_share bigint,
  out blocked_by text,
  out blocked headgate_private.api_rate_limits,
  out retry_at timestamptz
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_all record := headgate_private.endpoints_of(p_endpoint, true);
  v_one headgate_private.reservation := headgate_private.request_of(1, p_tokens_each, null, null, null);
  v_verdict record := headgate_private.judge_request(v_all.endpoints, v_one, v_all.at);
  v_held record := headgate_private.permits_held(p_endpoint.endpoint_id, p_worker, v_all.at);
  v_permits bigint;
  v_until timestamptz := v_all.at + p_ttl_seconds * interval '1 second';
begin
  blocked_by := v_verdict.blocked_by;
  blocked := v_verdict.blocked;
  retry_at := v_verdict.retry_at;
  fair_share := headgate_private.permits_in(v_all.endpoints, v_one, true, v_all.at) / v_held.workers;
  if blocked_by is not null then
    return;
  end if;
  v_permits := least(p_permits, headgate_private.permits_in(v_all.endpoints, v_one, false, v_all.at),
    greatest(fair_share, 1) - v_held.permits);
  if v_permits < 1 then
    blocked_by := 'share';
    blocked := p_endpoint;
    retry_at := v_held.until;
    return;
  end if;
  v_one.endpoint_id := p_endpoint.endpoint_id;
  v_one.requests := v_permits;
  v_one.tokens := v_permits * p_tokens_each;
  v_one.places := v_permits;
  v_one.worker := p_worker;
  v_one.starts_at := v_until;
  reservation := headgate_private.take_capacity(v_all.endpoints, v_one, v_until, 0);
end
$$;

comment on function headgate_private.lease_permits(headgate_private.api_rate_limits, text, integer, bigint, numeric) is 'Takes permits for a worker to spend.';
