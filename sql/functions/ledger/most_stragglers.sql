create function headgate_private.most_stragglers()
returns integer
language sql
immutable
as $$ select 10000 $$;

comment on function headgate_private.most_stragglers() is 'How many jobs retention copies at most to get rid of a partition.';
