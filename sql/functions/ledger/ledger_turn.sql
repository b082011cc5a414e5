-- An eighth of the retention: about eight partitions are history, and none is retired later than by an eighth.
create function headgate_private.ledger_turn()
returns interval
language sql
stable
as $$ select headgate_private.setting_number('completed_retention_days') / 8 * interval '1 day' $$;

comment on function headgate_private.ledger_turn() is 'How long jobs are enqueued in one partition of the ledger before it is the turn of the next.';
