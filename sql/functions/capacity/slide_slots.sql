-- The ring after p_by slots have passed: the oldest fall out, empty ones come in; those that are promised come nearer.
create function headgate_private.slide_slots(p_slots integer[], p_by bigint)
returns integer[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_length integer := pg_catalog.cardinality(p_slots);
begin
  if p_by <= 0 then
    return p_slots;
  elsif p_by >= v_length then
    return pg_catalog.array_fill(0, array[61]);
  elsif v_length - p_by >= 61 then
    return p_slots[1 + p_by:v_length];
  end if;
  return p_slots[1 + p_by:v_length] || pg_catalog.array_fill(0, array[61 - v_length + p_by::integer]);
end
$$;

comment on function headgate_private.slide_slots(integer[], bigint) is 'A ring of 61 slots and those promised, moved on by a number of slots.';
