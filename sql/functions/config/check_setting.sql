create function headgate_private.check_setting(p_setting headgate_private.system_configuration, p_value jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_type text := pg_catalog.jsonb_typeof(p_value);
  v_fits boolean := case p_setting.value_type
    when 'text' then v_type = 'string'
    when 'boolean' then v_type = 'boolean'
    when 'number' then v_type = 'number'
    else v_type = 'number' and p_value::text ~ '^-?[0-9]+$'
  end;
begin
  if v_fits and v_type = 'number' then
    v_fits := p_value::numeric between coalesce(p_setting.minimum, p_value::numeric) and coalesce(p_setting.maximum, p_value::numeric);
  end if;
  if v_fits is not true then
    perform headgate_private.raise('JQ302',
      pg_catalog.format('%s must be of type %s between %s and %s, not %s', p_setting.key, p_setting.value_type,
        coalesce(p_setting.minimum::text, 'any'), coalesce(p_setting.maximum::text, 'any'), coalesce(p_value::text, 'null')),
      pg_catalog.jsonb_build_object('key', p_setting.key, 'type', p_setting.value_type, 'minimum', p_setting.minimum,
        'maximum', p_setting.maximum));
  end if;
end
$$;

comment on function headgate_private.check_setting(headgate_private.system_configuration, jsonb) is 'Raises JQ302 setting_out_of_range.';
