-- Whether a request fits into all of its scopes: blocked_by and blocked name the first limit that refuses it, retry_at the
-- latest moment that any of them names (null: one cannot say);
-- full_endpoint_id a scope without a place. A request that could never fit raises. Pass slid endpoints.
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
  v_charge headgate_private.charge;
  v_refusal text;
  v_at timestamptz;
  v_nobody_knows boolean := false;
begin
  foreach v_endpoint in array p_endpoints loop
    v_charge := headgate_private.for_actual_only(v_endpoint, headgate_private.charge_of(v_endpoint, p_request.requests,
      p_request.tokens, p_request.input_tokens, p_request.output_tokens, p_request.cost), 1);
    perform headgate_private.require_fits(v_endpoint, v_charge, p_request.places);
    if v_endpoint.in_flight + p_request.places > v_endpoint.concurrency_limit then
      full_endpoint_id := v_endpoint.endpoint_id;
    end if;
    v_refusal := headgate_private.refusal(v_endpoint, p_now, v_charge, p_request.places);
    if v_refusal is not null then
      v_at := headgate_private.capacity_retry_at(v_endpoint, p_now, v_charge, p_request.places);
      v_nobody_knows := v_nobody_knows or v_at is null;
      retry_at := greatest(retry_at, v_at);
      if blocked_by is null then
        blocked_by := v_refusal;
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
