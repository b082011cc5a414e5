-- Goes from month to month, so that even a 29 February that is a Sunday is found in under 500 steps.
create function headgate_private.next_cron_day(p_cron headgate_private.cron, p_from date)
returns date
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_from date := p_from;
  v_end date;
  v_day date;
begin
  loop
    v_end := (pg_catalog.date_trunc('month', v_from::timestamp) + interval '1 month')::date;
    if extract(month from v_from)::integer = any (p_cron.months) then
      select pg_catalog.min(d.day) into v_day
      from (select v_from + g as day from pg_catalog.generate_series(0, v_end - v_from - 1) as g) d
      cross join lateral (select extract(day from d.day)::integer = any (p_cron.days) as by_month,
        extract(dow from d.day)::integer = any (p_cron.weekdays) as by_week) m
      where case when p_cron.either_day then m.by_month or m.by_week else m.by_month and m.by_week end;
      exit when v_day is not null;
    end if;
    v_from := v_end;
  end loop;
  return v_day;
end
$$;

comment on function headgate_private.next_cron_day(headgate_private.cron, date) is 'The first day from a date on that an expression allows.';
