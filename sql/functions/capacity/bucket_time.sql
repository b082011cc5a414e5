-- Rounded up to a whole microsecond, so that no unit ever drains early.
create function headgate_private.bucket_time(p_most bigint, p_window_seconds numeric, p_units numeric)
returns interval
language sql
immutable
as $$
  select interval '1 microsecond' * pg_catalog.ceil(p_units * p_window_seconds * 1000000 / p_most)::double precision
$$;

comment on function headgate_private.bucket_time(bigint, numeric, numeric) is 'In what time a bucket of a size drains so many units.';
