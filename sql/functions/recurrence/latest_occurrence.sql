-- Halves the time between the first and now, so that a year of missed minutes costs twenty steps.
create function headgate_private.latest_occurrence(p_expression text, p_time_zone text, p_first timestamptz, p_now timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_latest timestamptz := p_first;
  v_from timestamptz := p_first;
  v_to timestamptz := p_now;
  v_middle timestamptz;
  v_next timestamptz;
begin
  while v_to - v_from >= interval '1 second' loop
    v_middle := v_from + (v_to - v_from) / 2;
    v_next := headgate_private.next_occurrence(p_expression, p_time_zone, v_middle);
    if v_next <= p_now then
      v_latest := v_next;
      v_from := v_next;
    else
      v_to := v_middle;
    end if;
  end loop;
  return v_latest;
end
$$;

comment on function headgate_private.latest_occurrence(text, text, timestamptz, timestamptz) is 'The last occurrence up to now, given one.';
