-- A round number, so that people see the partition in the id: job 3000000042 is in job_queue_3.
create function headgate_private.ledger_span()
returns bigint
language sql
immutable
as $$ select 1000000000::bigint $$;

comment on function headgate_private.ledger_span() is 'How many job ids a partition of the ledger takes.';
