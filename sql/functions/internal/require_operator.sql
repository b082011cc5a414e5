-- Taking a job from its holder is for operators: without this anybody who may settle could bypass the fence.
create function headgate_private.require_operator(p_what text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not pg_catalog.pg_has_role(headgate_private.actor(), 'headgate_operator', 'member') then
    perform headgate_private.raise(
      'JQ105',
      pg_catalog.format('%s needs the role headgate_operator', p_what),
      pg_catalog.jsonb_build_object('actor', headgate_private.actor(), 'needs', 'headgate_operator')
    );
  end if;
end
$$;

comment on function headgate_private.require_operator(text) is 'Raises JQ105 unless the caller is an operator.';
