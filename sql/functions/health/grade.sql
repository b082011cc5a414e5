create function headgate_private.grade(p_value numeric, p_warn numeric, p_critical numeric)
returns text
language sql
immutable
as $$ select case when p_value >= p_critical then 'critical' when p_value >= p_warn then 'warn' else 'ok' end $$;

comment on function headgate_private.grade(numeric, numeric, numeric) is 'ok, warn from the first threshold on, critical from the second; a null is ok.';
