-- At least 1, so that an endpoint always learns whether it is let in again.
create function headgate_private.effective_limit(p_limit bigint, p_factor double precision)
returns bigint
language sql
immutable
as $$ select case when p_limit is null or p_factor = 1 then p_limit else greatest(pg_catalog.floor(p_limit * p_factor), 1)::bigint end $$;

comment on function headgate_private.effective_limit(bigint, double precision) is 'What a limit comes to while a factor is in force; null: unlimited.';
