-- Midnight as the clocks of the zone show it: a day there may have 23 or 25 hours.
create function headgate_private.day_start(p_at timestamptz, p_time_zone text, p_days integer)
returns timestamptz
language sql
immutable
as $$
  select ((pg_catalog.timezone(coalesce(p_time_zone, 'UTC'), p_at))::date + p_days)::timestamp at time zone coalesce(p_time_zone, 'UTC')
$$;

comment on function headgate_private.day_start(timestamptz, text, integer) is 'When the calendar day of a moment begins, or one so many days later.';
