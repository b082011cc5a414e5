-- What drains in a day, or in a window if that is longer: so no report, however wrong, blocks a bucket for years.
create function headgate_private.bucket_depth(p_most bigint, p_window_seconds numeric)
returns bigint
language sql
immutable
as $$ select pg_catalog.ceil(p_most * greatest(86400, p_window_seconds) / p_window_seconds)::bigint $$;

comment on function headgate_private.bucket_depth(bigint, numeric) is 'The most that a bucket of mode mirror holds.';
