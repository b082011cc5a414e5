-- Prepared transactions are all called alike by a dash: -1/<transaction>.
create function headgate_private.ledger_writers()
returns table (id text)
language sql
stable
as $$
  select distinct l.virtualtransaction
  from pg_catalog.pg_locks l
  join pg_catalog.pg_database d on d.oid = l.database
  where d.datname = pg_catalog.current_database()
    and l.relation = 'headgate_private.job_queue_job_id_seq'::regclass
$$;

comment on function headgate_private.ledger_writers() is 'Virtual ids of the transactions that have drawn a job id and are not over.';
