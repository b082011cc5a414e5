-- Charges locked scopes for jobs that were taken out of line at p_at, and stores them. What a lane waited for, it has.
create function headgate_private.charge_jobs(
  p_endpoints headgate_private.api_rate_limits[],
  p_lane integer,
  p_at timestamptz,
  p_jobs integer,
  p_tokens bigint
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_charge headgate_private.charge;
begin
  v_endpoint := p_endpoints[1];
  if v_endpoint.plain and v_endpoint.waiting_lane is distinct from p_lane and headgate_private.charge_at_once(
    v_endpoint.endpoint_id, p_at, headgate_private.slot_of(v_endpoint, p_at), p_jobs, p_tokens, p_jobs)
  then
    return;
  end if;
  foreach v_endpoint in array p_endpoints loop
    v_endpoint := headgate_private.slid_endpoint(v_endpoint, p_at);
    v_charge := headgate_private.for_actual_only(v_endpoint,
      row(v_endpoint.endpoint_id, p_jobs, p_tokens, p_tokens, p_tokens, 0)::headgate_private.charge, 0);
    v_endpoint := headgate_private.charge_endpoint(v_endpoint, p_at, v_charge.requests, v_charge.tokens, v_charge.input_tokens,
      v_charge.output_tokens);
    v_endpoint.in_flight := v_endpoint.in_flight + p_jobs;
    if v_endpoint.waiting_lane = p_lane then
      v_endpoint.waiting_lane := null;
      v_endpoint.waiting_tokens := null;
      v_endpoint.waiting_until := null;
    end if;
    perform headgate_private.store_endpoint(v_endpoint);
  end loop;
end
$$;

comment on function headgate_private.charge_jobs(headgate_private.api_rate_limits[], integer, timestamptz, integer, bigint) is 'Takes the capacity of claimed jobs from all of their scopes.';
