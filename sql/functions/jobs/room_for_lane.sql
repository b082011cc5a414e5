-- What all scopes together can take of a lane's jobs. Of a job only a total of tokens is known, which therefore counts in
-- every kind. What another lane waits for is left to it.
create function headgate_private.room_for_lane(
  p_endpoints headgate_private.api_rate_limits[],
  p_lane integer,
  p_now timestamptz,
  out jobs bigint,
  out tokens bigint,
  out blocked_by text
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_room record;
begin
  foreach v_endpoint in array p_endpoints loop
    v_room := headgate_private.endpoint_room(v_endpoint, p_now);
    blocked_by := coalesce(blocked_by, v_room.blocked_by);
    jobs := least(jobs, v_room.concurrency, case when v_endpoint.request_charge is distinct from 'actual_only' then v_room.requests end);
    if v_endpoint.waiting_until > p_now and v_endpoint.waiting_lane <> p_lane then
      v_room.tokens := v_room.tokens - v_endpoint.waiting_tokens;
      if v_room.tokens <= 0 then
        blocked_by := coalesce(blocked_by, 'tokens');
      end if;
    end if;
    tokens := least(tokens,
      case when v_endpoint.token_charge is distinct from 'actual_only' then v_room.tokens end,
      case when v_endpoint.input_token_charge is distinct from 'actual_only' then v_room.input_tokens end,
      case when v_endpoint.output_token_charge is distinct from 'actual_only' then v_room.output_tokens end);
  end loop;
end
$$;

comment on function headgate_private.room_for_lane(headgate_private.api_rate_limits[], integer, timestamptz) is 'How many jobs and tokens of a lane its scopes can take now, and what blocks them altogether; null: without limit.';
