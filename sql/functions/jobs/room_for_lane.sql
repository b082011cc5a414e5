-- What all scopes together can take of a lane's jobs. What another lane waits for is left to it. scopes is null where a total
-- of tokens tells all; otherwise it has the room of each scope, and tokens says nothing.
create function headgate_private.room_for_lane(
  p_endpoints headgate_private.api_rate_limits[],
  p_lane integer,
  p_now timestamptz,
  out jobs bigint,
  out tokens bigint,
  out scopes headgate_private.scope_room[],
  out blocked_by text
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_room record;
  v_counts_kinds boolean := false;
begin
  foreach v_endpoint in array p_endpoints loop
    v_room := headgate_private.endpoint_room(v_endpoint, p_now);
    blocked_by := coalesce(blocked_by, v_room.blocked_by);
    if v_endpoint.waiting_until > p_now and v_endpoint.waiting_lane <> p_lane then
      v_room.tokens := v_room.tokens - v_endpoint.waiting_tokens;
      v_room.input_tokens := v_room.input_tokens - coalesce(v_endpoint.waiting_input_tokens, 0);
      v_room.output_tokens := v_room.output_tokens - coalesce(v_endpoint.waiting_output_tokens, 0);
      if v_room.tokens <= 0 then
        blocked_by := coalesce(blocked_by, 'tokens');
      end if;
    end if;
    jobs := least(jobs, v_room.concurrency, case when v_endpoint.request_charge is distinct from 'actual_only' then v_room.requests end);
    tokens := least(tokens, case when v_endpoint.token_charge is distinct from 'actual_only' then v_room.tokens end);
    v_counts_kinds := v_counts_kinds or headgate_private.counts_kinds(v_endpoint);
    if v_counts_kinds or pg_catalog.cardinality(p_endpoints) > 1 then
      scopes := scopes || row(headgate_private.terms_of(v_endpoint), v_room.tokens, v_room.input_tokens, v_room.output_tokens,
        v_room.cost)::headgate_private.scope_room;
    end if;
  end loop;
  if not v_counts_kinds then
    scopes := null;
  end if;
end
$$;

comment on function headgate_private.room_for_lane(headgate_private.api_rate_limits[], integer, timestamptz) is 'How many jobs and tokens of a lane its scopes can take now, and what blocks them altogether; null: without limit.';
