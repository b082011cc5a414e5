-- The first slot from p_from on in which a cost can stand for good: no window that contains it would hold more than the
-- limit, with everything that is promised in it. Slots are counted as in the ring, 61 is the present one.
create function headgate_private.booking_index(p_slots integer[], p_limit bigint, p_cost bigint, p_from integer)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_length integer := pg_catalog.cardinality(p_slots);
  v_sum bigint := headgate_private.sum_slots(p_slots[p_from - 60:p_from]);
  v_last integer := p_from - 1;
begin
  for v_end in p_from .. v_length + 60 loop
    if v_end > p_from then
      v_sum := coalesce(v_sum, 0) + coalesce(p_slots[v_end], 0) - coalesce(p_slots[v_end - 61], 0);
    end if;
    if v_sum + least(p_cost, p_limit) > p_limit then
      v_last := v_end;
    end if;
  end loop;
  return v_last + 1;
end
$$;

comment on function headgate_private.booking_index(integer[], bigint, bigint, integer) is 'Where in a ring a cost can be booked.';
