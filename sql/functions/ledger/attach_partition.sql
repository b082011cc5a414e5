-- Locks: job_queue (share update exclusive: no query and no write waits for it).
create function headgate_private.attach_partition(p_number integer, p_from_id bigint, p_to_id bigint)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute pg_catalog.format(
    'alter table headgate_private.job_queue attach partition headgate_private.job_queue_%s for values from (%s) to (%s)',
    p_number, p_from_id, p_to_id);
end
$$;

comment on function headgate_private.attach_partition(integer, bigint, bigint) is 'Makes a table part of the ledger.';
