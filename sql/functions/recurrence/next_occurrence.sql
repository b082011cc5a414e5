create function headgate_private.next_occurrence(p_expression text, p_time_zone text, p_after timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_cron headgate_private.cron;
begin
  v_cron := headgate_private.parse_cron(p_expression);
  if v_cron.by_interval then
    return headgate_private.next_by_interval(v_cron, p_time_zone, p_after);
  end if;
  return headgate_private.next_by_clock(v_cron, p_time_zone, p_after);
end
$$;

comment on function headgate_private.next_occurrence(text, text, timestamptz) is 'The first occurrence of a cron expression after an instant.';
