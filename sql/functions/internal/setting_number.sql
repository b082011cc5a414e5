create function headgate_private.setting_number(p_key text)
returns numeric
language plpgsql
stable
set search_path = ''
as $$
declare
  v_value jsonb;
begin
  select c.value into v_value from headgate_private.system_configuration c where c.key = p_key;
  if v_value is null then
    perform headgate_private.raise(
      'JQ301',
      pg_catalog.format('there is no setting %s', p_key),
      pg_catalog.jsonb_build_object('key', p_key)
    );
  end if;
  return v_value::numeric;
end
$$;

comment on function headgate_private.setting_number(text) is 'Value of a numeric setting.';
