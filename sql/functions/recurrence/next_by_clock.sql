-- For fixed times of day. Each reading stands for one instant: the first at which the clock shows it or, if it is
-- skipped, the first after the gap. That order is the order of the readings, so the first that lies ahead is next.
create function headgate_private.next_by_clock(p_cron headgate_private.cron, p_time_zone text, p_after timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_local timestamp := p_after at time zone p_time_zone;
  v_next timestamptz;
begin
  loop
    v_local := headgate_private.next_cron_time(p_cron, v_local);
    v_next := coalesce((headgate_private.instants_of(v_local, p_time_zone))[1], headgate_private.end_of_gap(v_local, p_time_zone));
    exit when v_next > p_after;
  end loop;
  return v_next;
end
$$;

comment on function headgate_private.next_by_clock(headgate_private.cron, text, timestamptz) is 'The next occurrence of an expression with fixed times of day.';
