-- Whether a request fits into all of its scopes: blocked_by and blocked name the first limit that refuses it, retry_at the
-- latest moment that any of them names (null: one cannot say); full_endpoint_id a scope without a place. Pass endpoints slid
-- to p_now.
create function headgate_private.judge_request(
  p_endpoints headgate_private.api_rate_limits[],
  p_request headgate_private.reservation,
  p_now timestamptz,
  out blocked_by text,
  out blocked headgate_private.api_rate_limits,
  out retry_at timestamptz,
  out full_endpoint_id integer
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_verdict record;
  v_nobody_knows boolean := false;
begin
  foreach v_endpoint in array p_endpoints loop
    v_verdict := headgate_private.judge_scope(v_endpoint, p_request, p_now);
    if v_verdict.is_full then
      full_endpoint_id := v_endpoint.endpoint_id;
    end if;
    if v_verdict.blocked_by is not null then
      v_nobody_knows := v_nobody_knows or v_verdict.retry_at is null;
      retry_at := greatest(retry_at, v_verdict.retry_at);
      if blocked_by is null then
        blocked_by := v_verdict.blocked_by;
        blocked := v_endpoint;
      end if;
    end if;
  end loop;
  if v_nobody_knows then
    retry_at := null;
  end if;
end
$$;

comment on function headgate_private.judge_request(headgate_private.api_rate_limits[], headgate_private.reservation, timestamptz) is 'What refuses a request, where, and until when; blocked_by null: it fits.';
