-- Takes the capacity of requests to one endpoint, in their order: all of them or, unless p_partial, none; no request
-- overtakes one that does not fit. Returns the reservations of those that were granted, and what refused the next.
-- Where all fit together into one endpoint that stands alone, they are charged together.
-- Locks: api_rate_limits, in key order; while all places are taken also expired reservations, skipping what others hold.
create function headgate_private.acquire_many(
  p_endpoint headgate_private.api_rate_limits,
  p_requests headgate_private.reservation[],
  p_ttl_seconds integer,
  p_partial boolean,
  out granted_ids bigint[],
  out expires_at timestamptz,
  out blocked_by text,
  out blocked headgate_private.api_rate_limits,
  out retry_at timestamptz
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_all record := headgate_private.endpoints_of(p_endpoint, true);
  v_endpoints headgate_private.api_rate_limits[];
  v_endpoint headgate_private.api_rate_limits;
  v_verdict record;
  v_charged record;
  v_granted headgate_private.reservation[] := '{}';
begin
  granted_ids := '{}';
  v_endpoints := headgate_private.charged_together(v_all.endpoints, p_requests, v_all.at);
  if v_endpoints is not null then
    v_granted := p_requests;
  else
    v_endpoints := v_all.endpoints;
  end if;
  for v_number in pg_catalog.cardinality(v_granted) + 1 .. pg_catalog.cardinality(p_requests) loop
    v_verdict := headgate_private.judge_request(v_endpoints, p_requests[v_number], v_all.at);
    if v_verdict.full_endpoint_id is not null and v_number = 1 then
      if headgate_private.expire_reservations(v_verdict.full_endpoint_id, 100) > 0 then
        v_all := headgate_private.endpoints_of(p_endpoint, true);
        v_endpoints := v_all.endpoints;
        v_verdict := headgate_private.judge_request(v_endpoints, p_requests[v_number], v_all.at);
      end if;
    end if;
    blocked_by := v_verdict.blocked_by;
    blocked := v_verdict.blocked;
    retry_at := v_verdict.retry_at;
    exit when blocked_by is not null;
    v_charged := headgate_private.charge_scopes(v_endpoints, p_requests[v_number], v_all.at);
    v_endpoints := v_charged.endpoints;
    v_granted := v_granted || v_charged.request;
  end loop;
  if v_granted = '{}' or blocked_by is not null and not p_partial then
    return;
  end if;
  foreach v_endpoint in array v_endpoints loop
    perform headgate_private.store_endpoint(v_endpoint);
  end loop;
  expires_at := v_all.at + coalesce(p_ttl_seconds, headgate_private.setting_number('reservation_ttl_seconds')) * interval '1 second';
  granted_ids := headgate_private.keep_reservations(v_granted, v_all.at, expires_at);
end
$$;

comment on function headgate_private.acquire_many(headgate_private.api_rate_limits, headgate_private.reservation[], integer, boolean) is 'Takes the capacity of several requests to one endpoint.';
