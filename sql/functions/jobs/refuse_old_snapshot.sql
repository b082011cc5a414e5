-- A rotated table is empty to a snapshot older than its rotation, so that a transaction of such a snapshot would take a
-- job that runs for lost, or a place for free. It must begin again. Called by whatever decides by a row that is missing.
-- Costs nothing under read committed, where each statement locks its tables before it takes its snapshot.
-- Locks: the hot tables, as their users do, so that none is rotated from now on.
create function headgate_private.refuse_old_snapshot()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if pg_catalog.current_setting('transaction_isolation') not in ('repeatable read', 'serializable') then
    return;
  end if;
  lock table headgate_private.ready, headgate_private.scheduled, headgate_private.blocked, headgate_private.key_slot,
    headgate_private.lease in row exclusive mode;
  -- The row of the catalog is read by the snapshot; the function tells what is true.
  if exists (
    select from pg_catalog.pg_class c
    where c.oid in (
        'headgate_private.ready'::regclass, 'headgate_private.scheduled'::regclass, 'headgate_private.blocked'::regclass,
        'headgate_private.key_slot'::regclass, 'headgate_private.lease'::regclass
      ) and c.relfilenode <> pg_catalog.pg_relation_filenode(c.oid)
  ) then
    raise exception using errcode = 'serialization_failure',
      message = 'a table of the queue was rotated after this transaction took its snapshot',
      hint = 'Begin the transaction again.';
  end if;
end
$$;

comment on function headgate_private.refuse_old_snapshot() is 'Raises 40001 serialization_failure if the snapshot of the transaction is older than the latest rotation.';
