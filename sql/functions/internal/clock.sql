-- The one clock. Tests replace this function; nothing else can move time.
create function headgate_private.clock()
returns timestamptz
language sql
volatile
as $$ select pg_catalog.clock_timestamp() $$;

comment on function headgate_private.clock() is 'The moment it is. clock_timestamp(), never now(): transaction start order is not lock order.';
