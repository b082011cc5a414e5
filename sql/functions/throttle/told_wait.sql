-- What the provider asked for in words goes before what follows from its counts. What lies in the past, or cannot be
-- read, was not said.
create function headgate_private.told_wait(p_headers jsonb, p_retry_after text, p_now timestamptz)
returns numeric
language sql
stable
as $$
  select coalesce(
    (
      select w.seconds
      from (
        values
          (1, headgate_private.seconds_until(p_retry_after, p_now)),
          (2, headgate_private.seconds_until(p_headers ->> 'retry-after-ms', p_now) / 1000),
          (3, headgate_private.seconds_until(p_headers ->> 'retry-after', p_now))
      ) as w (place, seconds)
      where w.seconds > 0
      order by w.place
      limit 1
    ),
    (select pg_catalog.max(r.seconds) from headgate_private.told_room(p_headers, p_now) r where r.remaining = 0 and r.seconds > 0)
  )
$$;

comment on function headgate_private.told_wait(jsonb, text, timestamptz) is 'Seconds for which a provider asks to be left alone; null: it did not say.';
