-- Whoever makes or retires partitions does it alone. Never waits.
-- Locks: ledger_partition (the table, against writers), if nobody else has.
create function headgate_private.lock_ledger()
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  lock table headgate_private.ledger_partition in exclusive mode nowait;
  return true;
exception
  when lock_not_available then
    return false;
end
$$;

comment on function headgate_private.lock_ledger() is 'Takes the right to make and retire partitions; false: somebody else has it.';
