create function headgate_private.kind_reported(p_own text, p_other text)
returns bigint
language sql
immutable
as $$ select coalesce(p_own, case when p_other is not null then '0' end)::bigint $$;

comment on function headgate_private.kind_reported(text, text) is 'Tokens of one kind, none where only the other was reported; null: kinds were not told apart.';
