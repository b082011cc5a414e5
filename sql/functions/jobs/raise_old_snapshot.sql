-- What a serialisable transaction gets that meets a later change: not of our catalog, and retryable.
create function headgate_private.raise_old_snapshot()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  raise serialization_failure using
    message = 'a job was moved after this transaction or statement took its snapshot',
    hint = 'Run the transaction again.';
end
$$;

comment on function headgate_private.raise_old_snapshot() is 'Raises 40001: the ledger was rearranged after the caller took its snapshot.';
