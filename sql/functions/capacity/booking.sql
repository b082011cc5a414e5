-- The first moment at which a request can be booked in all of its scopes, slid to p_now; null: none up to p_until, or no
-- place among the concurrent calls is free, or nobody can say. What suits one scope may not suit another, so each is asked
-- again from the moment that the others named.
create function headgate_private.booking(
  p_endpoints headgate_private.api_rate_limits[],
  p_request headgate_private.reservation,
  p_now timestamptz,
  p_until timestamptz
)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_at timestamptz := p_now;
  v_before timestamptz;
begin
  for v_try in 1 .. 200 loop
    v_before := v_at;
    foreach v_endpoint in array p_endpoints loop
      if v_endpoint.status in ('paused', 'inactive') or v_endpoint.in_flight + p_request.places > v_endpoint.concurrency_limit then
        return null;
      end if;
      v_at := headgate_private.booking_in_scope(v_endpoint,
        headgate_private.for_actual_only(v_endpoint, headgate_private.charge_of(v_endpoint, p_request.requests, p_request.tokens,
          p_request.input_tokens, p_request.output_tokens, p_request.cost), 1), p_now, v_at);
      if v_at is null or v_at > p_until then
        return null;
      end if;
    end loop;
    if v_at = v_before then
      return v_at;
    end if;
  end loop;
  return null;
end
$$;

comment on function headgate_private.booking(headgate_private.api_rate_limits[], headgate_private.reservation, timestamptz, timestamptz) is 'When a request can be booked.';
