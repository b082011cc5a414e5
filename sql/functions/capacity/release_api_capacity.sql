-- Settles a reservation by the delta against its estimate, with every scope it has taken. Idempotent.
-- Effect: reservation moves to reservation_settled (or, not final, notes what is charged so far); api_rate_limits: the
--         grant's slot corrected, one fewer in flight; now and then a row of estimate_sample.
-- Locks:  reservation (or reservation_settled, when late), then a turn (see take_turn), then api_rate_limits, in key order.
create function headgate.release_api_capacity(
  p_reservation_id headgate.reservation_id,
  p_actual_tokens bigint default null,
  p_actual_requests integer default null,
  p_actual_input_tokens bigint default null,
  p_actual_output_tokens bigint default null,
  p_actual_cost_micros bigint default null,
  p_final boolean default true
)
returns table (
  reservation_id headgate.nn_reservation_id,
  outcome headgate.nn_text,
  charged_tokens headgate.nn_bigint,
  charged_requests headgate.nn_integer,
  charged_input_tokens headgate.nn_bigint,
  charged_output_tokens headgate.nn_bigint,
  charged_cost_micros headgate.nn_bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_alone boolean := pg_catalog.pg_current_xact_id_if_assigned() is null;
  v_now timestamptz;
  v_open headgate_private.reservation;
  v_requests bigint;
  v_tokens bigint;
  v_held double precision;
  v_reported headgate_private.charge;
  v_settled record;
begin
  if p_final then
    delete from headgate_private.reservation r
    where r.reservation_id = p_reservation_id
      and (r.actor = headgate_private.actor()
        or pg_catalog.pg_has_role(headgate_private.actor(), 'headgate_operator', 'member'))
    returning r.* into v_open;
  end if;
  -- What was taken in one statement is settled in one, unless the rings must slide first: see acquire_api_capacity.
  if v_open.slot is not null and v_open.charges is null
    and coalesce(p_actual_tokens between 0 and 2147483647, true) and coalesce(p_actual_requests between 0 and 1000000, true)
    and coalesce(p_actual_input_tokens, p_actual_output_tokens, p_actual_cost_micros) is null
  then
    v_now := headgate_private.take_turn(v_open.turn, v_alone);
    v_requests := coalesce(p_actual_requests - v_open.requests, 0);
    v_tokens := coalesce(p_actual_tokens - v_open.tokens, 0);
    v_held := least(greatest(extract(epoch from v_now - v_open.granted_at), 0), 86400);
    return query with charged as (
      update headgate_private.api_rate_limits l
      set requests_taken = l.requests_taken + v_requests,
        tokens_taken = l.tokens_taken + v_tokens,
        request_slots[(61 + v_open.slot - l.slot)::integer] = l.request_slots[(61 + v_open.slot - l.slot)::integer] + v_requests,
        token_slots[(61 + v_open.slot - l.slot)::integer] = l.token_slots[(61 + v_open.slot - l.slot)::integer] + v_tokens,
        in_flight = greatest(l.in_flight - v_open.places, 0),
        hold_seconds = coalesce(l.hold_seconds + (v_held - l.hold_seconds) * 0.1, v_held)
      where l.endpoint_id = v_open.endpoint_id
        and v_now < l.plain_until
        and v_open.granted_at >= l.ring_started_at
        and case when l.slot - v_open.slot between 0 and 60 then
          l.request_slots[(61 + v_open.slot - l.slot)::integer] + v_requests >= 0
          and l.token_slots[(61 + v_open.slot - l.slot)::integer] + v_tokens >= 0
        end
        and greatest(l.requests_taken + v_requests, l.tokens_taken + v_tokens) <= 2147483647
      returning l.endpoint_id
    )
    insert into headgate_private.reservation_settled as s (
      reservation_id, endpoint_id, outcome, estimated_requests, estimated_tokens, charged_requests, charged_tokens,
      granted_at, settled_at, actor
    )
    select p_reservation_id, c.endpoint_id, 'settled', v_open.requests, v_open.tokens, v_open.requests + v_requests,
      v_open.tokens + v_tokens, v_open.granted_at, v_now, v_open.actor
    from charged c
    returning s.reservation_id::headgate.nn_reservation_id, s.outcome::headgate.nn_text, s.charged_tokens::headgate.nn_bigint,
      s.charged_requests::headgate.nn_integer, 0::headgate.nn_bigint, 0::headgate.nn_bigint, 0::headgate.nn_bigint;
    if found then
      return;
    end if;
  end if;

  perform headgate_private.require(p_reservation_id is not null, 'p_reservation_id', 'must not be null');
  perform headgate_private.require(p_final is not null, 'p_final', 'must not be null');
  v_reported := headgate_private.report_of(p_actual_requests, p_actual_tokens, p_actual_input_tokens, p_actual_output_tokens,
    p_actual_cost_micros);
  if not p_final then
    select r.* into v_open from headgate_private.reservation r
    where r.reservation_id = p_reservation_id
      and (r.actor = headgate_private.actor()
        or pg_catalog.pg_has_role(headgate_private.actor(), 'headgate_operator', 'member'))
    for update;
  end if;
  if v_open.reservation_id is null then
    v_settled := headgate_private.release_late(p_reservation_id, v_reported);
  elsif p_final then
    v_settled := headgate_private.release_open(v_open, v_reported);
  else
    v_settled := headgate_private.adjust_open(v_open, v_reported);
  end if;
  return query select p_reservation_id::headgate.nn_reservation_id, v_settled.outcome::headgate.nn_text,
    (v_settled.charged).tokens::headgate.nn_bigint, (v_settled.charged).requests::headgate.nn_integer,
    (v_settled.charged).input_tokens::headgate.nn_bigint, (v_settled.charged).output_tokens::headgate.nn_bigint,
    (v_settled.charged).cost::headgate.nn_bigint;
end
$$;

comment on function headgate.release_api_capacity(headgate.reservation_id, bigint, integer, bigint, bigint, bigint, boolean) is
'Settles a reservation with what the call really cost.

The difference to the estimate is charged or given back in the slot of the grant, as the charge mode of each dimension has it. Calling it again with the same amounts, or with none, changes nothing and says already_settled. After expiry it charges only what exceeds the estimate and says expired. Released before its start_at, a booking is cancelled and costs nothing. Of a lease of permits, report what was used: the rest is given back.
@param p_reservation_id The reservation, from acquire_api_capacity.
@param p_actual_tokens Tokens the call cost, 0 to 2147483647; default: the estimate, or what follows from input and output tokens.
@param p_actual_requests Requests the call cost, 0 to 1000000; default: as acquired.
@param p_actual_input_tokens Input tokens the call cost, 0 to 2147483647; in place of p_actual_tokens.
@param p_actual_output_tokens Output tokens the call cost, 0 to 2147483647.
@param p_actual_cost_micros What the call cost in millionths of the currency, 0 to 1000000000000000.
@param p_final false: the call goes on, and this is what it has cost so far, as while an answer streams in.
@returns one row: outcome (settled, adjusted, cancelled, expired, already_settled) and what is charged of the endpoint.
@errors JQ001 JQ204 JQ205 JQ206
@since 0.1';
