-- Effect: one setting changed, marked as an operator's; one audit row.
-- Locks:  system_configuration.
create function headgate.set_configuration(p_key text, p_value jsonb)
returns table (key headgate.nn_text, value headgate.nn_jsonb, previous headgate.nn_jsonb)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_old headgate_private.system_configuration;
begin
  select c.* into v_old from headgate_private.system_configuration c where c.key = p_key for update;
  if v_old.key is null then
    perform headgate_private.raise('JQ301', pg_catalog.format('there is no setting %L', p_key),
      pg_catalog.jsonb_build_object('key', p_key));
  end if;
  perform headgate_private.check_setting(v_old, p_value);
  update headgate_private.system_configuration c
  set value = p_value, origin = 'operator', updated_at = headgate_private.clock(), updated_by = headgate_private.actor()
  where c.key = p_key;
  perform headgate_private.require_retention_fits();
  perform headgate_private.note('configuration_set',
    pg_catalog.jsonb_build_object('key', p_key, 'before', v_old.value, 'after', p_value));
  return query select p_key::headgate.nn_text, p_value::headgate.nn_jsonb, v_old.value::headgate.nn_jsonb;
end
$$;

comment on function headgate.set_configuration(text, jsonb) is
'Changes a setting. Seeds will leave it alone from then on.
@param p_key Name of the setting; see the view headgate.system_configuration.
@param p_value Its new value, of the setting''s type and within its range.
@returns one row: the setting, its value and the value before.
@errors JQ301 JQ302 JQ303
@since 0.1';
