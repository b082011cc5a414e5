-- When the ring will have room for p_cost: walks the slots from the oldest and stops at the one whose leaving
-- makes room. A slot leaves when the newest slot is 61 numbers past it. A cost larger than the limit waits for all.
create function headgate_private.slot_frees_at(
  p_endpoint headgate_private.api_rate_limits,
  p_slots integer[],
  p_limit bigint,
  p_cost bigint
)
returns timestamptz
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_excess bigint := headgate_private.sum_slots(p_slots) + least(p_cost, p_limit) - p_limit;
begin
  for v_index in 1 .. pg_catalog.cardinality(p_slots) loop
    exit when v_excess <= 0;
    v_excess := v_excess - p_slots[v_index];
    if v_excess <= 0 then
      return headgate_private.slot_start(p_endpoint, p_endpoint.slot + v_index);
    end if;
  end loop;
  return null;
end
$$;

comment on function headgate_private.slot_frees_at(headgate_private.api_rate_limits, integer[], bigint, bigint) is 'When a ring will have room for a cost; null: it has, or never will.';
