-- How many requests like one fit into all scopes, now or (p_empty) if nothing were taken; null: without limit.
create function headgate_private.permits_in(
  p_endpoints headgate_private.api_rate_limits[],
  p_request headgate_private.reservation,
  p_empty boolean,
  p_now timestamptz
)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_room record;
  v_charge headgate_private.charge;
  v_permits bigint;
begin
  foreach v_endpoint in array p_endpoints loop
    if p_empty then
      v_endpoint := headgate_private.emptied(v_endpoint);
    end if;
    v_room := headgate_private.endpoint_room(v_endpoint, p_now);
    v_charge := headgate_private.for_actual_only(v_endpoint, headgate_private.charge_of(v_endpoint, p_request.requests,
      p_request.tokens, p_request.input_tokens, p_request.output_tokens, p_request.cost), 0);
    v_permits := least(v_permits, v_room.requests / nullif(v_charge.requests, 0), v_room.tokens / nullif(v_charge.tokens, 0),
      v_room.input_tokens / nullif(v_charge.input_tokens, 0), v_room.output_tokens / nullif(v_charge.output_tokens, 0),
      v_room.cost / nullif(v_charge.cost, 0), v_room.concurrency / nullif(p_request.places, 0));
  end loop;
  return v_permits;
end
$$;

comment on function headgate_private.permits_in(headgate_private.api_rate_limits[], headgate_private.reservation, boolean, timestamptz) is 'How many requests like one fit.';
