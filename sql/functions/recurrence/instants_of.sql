-- The offsets a day before and a day after are those on both sides of a change, if there is one near.
create function headgate_private.instants_of(p_local timestamp, p_time_zone text)
returns timestamptz[]
language sql
stable
as $$
  select coalesce(pg_catalog.array_agg(distinct o.instant), '{}')
  from (
    select (p_local - ((near.moment at time zone p_time_zone) - (near.moment at time zone 'UTC'))) at time zone 'UTC' as instant
    from pg_catalog.unnest(array[
      (p_local at time zone p_time_zone) - interval '24 hours',
      (p_local at time zone p_time_zone) + interval '24 hours'
    ]) as near (moment)
  ) o
  where o.instant at time zone p_time_zone = p_local
$$;

comment on function headgate_private.instants_of(timestamp, text) is 'When a wall clock shows a reading: no instant if it is skipped, two if it comes twice, ascending.';
