create function headgate_private.restarted(p_taken bigint, p_promised integer)
returns integer[]
language sql
immutable
as $$
  select pg_catalog.array_fill(0, array[60 + p_promised]) || least(p_taken, 2147483647)::integer
$$;

comment on function headgate_private.restarted(bigint, integer) is 'A ring with everything in its last slot.';
