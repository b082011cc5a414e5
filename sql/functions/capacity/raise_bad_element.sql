create function headgate_private.raise_bad_element(p_argument text, p_element integer, p_problem text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform headgate_private.raise('JQ001', pg_catalog.format('%s[%s] %s', p_argument, p_element, p_problem),
    pg_catalog.jsonb_build_object('argument', p_argument, 'element', p_element, 'problem', p_problem));
end
$$;

comment on function headgate_private.raise_bad_element(text, integer, text) is 'Raises JQ001 invalid_argument for one element of a batch.';
