-- Decides between lines that are equally urgent. Tests replace this function where they must know who goes first.
create function headgate_private.lot()
returns double precision
language sql
volatile
as $$ select pg_catalog.random() $$;

comment on function headgate_private.lot() is 'A random number: who goes first among equals.';
