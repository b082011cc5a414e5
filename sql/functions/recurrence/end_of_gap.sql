-- PostgreSQL takes a skipped reading for one by the offset before the gap, which lies after the gap's end by less
-- than its length. Between the two instants the clock jumps once; halving finds the second.
create function headgate_private.end_of_gap(p_local timestamp, p_time_zone text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_after timestamptz := p_local at time zone p_time_zone;
  v_before timestamptz := ((v_after at time zone 'UTC') - ((v_after at time zone p_time_zone) - p_local)) at time zone 'UTC';
  v_middle timestamptz;
begin
  while v_after - v_before > interval '1 second' loop
    v_middle := pg_catalog.date_trunc('second', v_before + (v_after - v_before) / 2, 'UTC');
    if v_middle at time zone p_time_zone > p_local then
      v_after := v_middle;
    else
      v_before := v_middle;
    end if;
  end loop;
  return v_after;
end
$$;

comment on function headgate_private.end_of_gap(timestamp, text) is 'The first instant after the gap in which a reading of a wall clock is skipped.';
