-- For expressions that say "every so often": each instant at which the clock shows a reading that is allowed.
-- A skipped reading is no instant; one that comes twice is two. The second time round shows readings that the
-- clock has shown already, so when the clock is about to go back they are looked at as well.
create function headgate_private.next_by_interval(p_cron headgate_private.cron, p_time_zone text, p_after timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamp := p_after at time zone p_time_zone;
  v_back interval := (v_now - (p_after at time zone 'UTC'))
    - (((p_after + interval '24 hours') at time zone p_time_zone) - ((p_after + interval '24 hours') at time zone 'UTC'));
  v_local timestamp := v_now;
  v_next timestamptz;
  v_again timestamptz;
begin
  loop
    v_local := headgate_private.next_cron_time(p_cron, v_local);
    select pg_catalog.min(i) into v_next
    from pg_catalog.unnest(headgate_private.instants_of(v_local, p_time_zone)) as i where i > p_after;
    exit when v_next is not null;
  end loop;
  v_local := v_now - v_back - interval '1 minute';
  while v_back > interval '0' and v_again is null loop
    v_local := headgate_private.next_cron_time(p_cron, v_local);
    exit when v_local > v_now;
    select i into v_again
    from pg_catalog.unnest((headgate_private.instants_of(v_local, p_time_zone))[2:2]) as i where i > p_after;
  end loop;
  return least(v_next, v_again);
end
$$;

comment on function headgate_private.next_by_interval(headgate_private.cron, text, timestamptz) is 'The next occurrence of an expression that goes by intervals.';
