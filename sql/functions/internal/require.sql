-- Judges an argument: null counts as a failure, so that every check refuses nulls unless it says otherwise.
create function headgate_private.require(p_ok boolean, p_argument text, p_problem text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_ok is not true then
    perform headgate_private.raise(
      'JQ001',
      pg_catalog.format('%s %s', p_argument, p_problem),
      pg_catalog.jsonb_build_object('argument', p_argument, 'problem', p_problem)
    );
  end if;
end
$$;

comment on function headgate_private.require(boolean, text, text) is 'Raises JQ001 invalid_argument unless the condition is true.';
