create function headgate_private.sum_slots(p_slots integer[])
returns bigint
language sql
immutable
as $$ select pg_catalog.sum(s) from pg_catalog.unnest(p_slots) s $$;

comment on function headgate_private.sum_slots(integer[]) is 'What a ring holds.';
