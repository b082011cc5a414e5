-- The one way to take capacity without a job. Looks before it locks: a refusal costs one read and no write, but for expired
-- reservations that are freed on the way. With p_max_wait_seconds it books ahead, if that is possible in time.
-- Locks: api_rate_limits, in key order; while all places are taken also expired reservations, skipping what others hold.
create function headgate_private.acquire(
  p_endpoint headgate_private.api_rate_limits,
  p_request headgate_private.reservation,
  p_ttl_seconds integer,
  p_dry_run boolean,
  p_max_wait_seconds numeric,
  out reservation headgate_private.reservation,
  out blocked_by text,
  out blocked headgate_private.api_rate_limits,
  out retry_at timestamptz,
  out start_at timestamptz
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_all record := headgate_private.endpoints_of(p_endpoint, false);
  v_verdict record := headgate_private.judge_request(v_all.endpoints, p_request, v_all.at);
begin
  if v_verdict.full_endpoint_id is not null and not p_dry_run then
    if headgate_private.expire_reservations(v_verdict.full_endpoint_id, 100) > 0 then
      p_endpoint := headgate_private.find_endpoint(p_endpoint.provider, p_endpoint.endpoint, p_endpoint.scope);
      v_all := headgate_private.endpoints_of(p_endpoint, false);
      v_verdict := headgate_private.judge_request(v_all.endpoints, p_request, v_all.at);
    end if;
  end if;
  if v_verdict.blocked_by is null and not p_dry_run then
    v_all := headgate_private.endpoints_of(p_endpoint, true);
    v_verdict := headgate_private.judge_request(v_all.endpoints, p_request, v_all.at);
  end if;
  if v_verdict.blocked_by is null then
    start_at := v_all.at;
  elsif p_max_wait_seconds is not null then
    if not p_dry_run then
      v_all := headgate_private.endpoints_of(p_endpoint, true);
    end if;
    start_at := headgate_private.booking(v_all.endpoints, p_request, v_all.at, v_all.at + p_max_wait_seconds * interval '1 second');
    p_request.starts_at := case when start_at > v_all.at then start_at end;
  end if;
  if start_at is null then
    blocked_by := v_verdict.blocked_by;
    blocked := v_verdict.blocked;
    retry_at := v_verdict.retry_at;
  elsif not p_dry_run then
    reservation := headgate_private.take_capacity(v_all.endpoints, p_request, start_at, p_ttl_seconds);
  end if;
end
$$;

comment on function headgate_private.acquire(headgate_private.api_rate_limits, headgate_private.reservation, integer, boolean, numeric) is 'Takes the capacity of one request, or says what refuses it.';
