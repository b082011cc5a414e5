create function headgate_private.raise_invalid_cron(p_expression text, p_field text, p_problem text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform headgate_private.raise(
    'JQ401',
    pg_catalog.format('%s %s', coalesce('the field ' || p_field, 'the cron expression'), p_problem),
    pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
      'expression', pg_catalog.left(p_expression, 200), 'field', p_field, 'problem', p_problem))
  );
end
$$;

comment on function headgate_private.raise_invalid_cron(text, text, text) is 'Raises JQ401 invalid_cron, naming the field.';
