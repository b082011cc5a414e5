-- What one job is charged of each scope, slid to p_now, and whether any of them refuses it now. What its own lane waits for is
-- its own.
create function headgate_private.judge_job(
  p_endpoints headgate_private.api_rate_limits[],
  p_lane integer,
  p_estimate headgate_private.charge,
  p_now timestamptz,
  out refused boolean,
  out charges headgate_private.charge[]
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_charge headgate_private.charge;
begin
  refused := false;
  foreach v_endpoint in array p_endpoints loop
    if v_endpoint.waiting_lane = p_lane then
      v_endpoint.waiting_until := null;
    end if;
    v_charge := headgate_private.job_charge(headgate_private.terms_of(v_endpoint), p_estimate);
    charges := charges || v_charge;
    refused := refused or headgate_private.refusal(v_endpoint, p_now, v_charge, 1) is not null;
  end loop;
end
$$;

comment on function headgate_private.judge_job(headgate_private.api_rate_limits[], integer, headgate_private.charge, timestamptz) is 'Whether a job fits into all of its scopes now, and what it is charged of each.';
