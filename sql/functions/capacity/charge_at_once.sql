-- charge_endpoint and free_place of a plain endpoint in one statement, where its rings need not slide and nothing needs to be
-- clipped. False: look closer.
-- Locks: api_rate_limits.
create function headgate_private.charge_at_once(
  p_endpoint_id integer,
  p_at timestamptz,
  p_slot bigint,
  p_requests bigint,
  p_tokens bigint,
  p_places integer,
  p_held_seconds double precision default null
)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
begin
  update headgate_private.api_rate_limits l
  set requests_taken = l.requests_taken + p_requests,
    tokens_taken = l.tokens_taken + p_tokens,
    request_slots[(61 + p_slot - l.slot)::integer] = l.request_slots[(61 + p_slot - l.slot)::integer] + p_requests,
    token_slots[(61 + p_slot - l.slot)::integer] = l.token_slots[(61 + p_slot - l.slot)::integer] + p_tokens,
    in_flight = greatest(l.in_flight + p_places, 0),
    hold_seconds = coalesce(l.hold_seconds + (p_held_seconds - l.hold_seconds) * 0.1, p_held_seconds, l.hold_seconds)
  where l.endpoint_id = p_endpoint_id
    and l.plain
    and p_at >= l.ring_started_at
    and headgate_private.slot_of(l, v_now) = l.slot
    and l.slot - p_slot between 0 and 60
    and least(l.request_slots[(61 + p_slot - l.slot)::integer] + p_requests, l.token_slots[(61 + p_slot - l.slot)::integer] + p_tokens) >= 0
    and greatest(l.requests_taken + p_requests, l.tokens_taken + p_tokens) <= 2147483647;
  return found;
end
$$;

comment on function headgate_private.charge_at_once(integer, timestamptz, bigint, bigint, bigint, integer, double precision) is 'Charges a plain endpoint for calls of one moment, or gives back, and takes or frees their places.';
