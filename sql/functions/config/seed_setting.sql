-- Another value, in one environment, for a setting that base.sql has declared. A value that an operator set stays.
create function headgate_private.seed_setting(p_key text, p_value jsonb)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_old headgate_private.system_configuration;
begin
  select c.* into v_old from headgate_private.system_configuration c where c.key = p_key;
  perform headgate_private.check_setting(v_old, p_value);
  if v_old.origin = 'operator' and v_old.value <> p_value then
    return pg_catalog.format('left alone: setting %s is %s, set by %s; the seed says %s', p_key, v_old.value, v_old.updated_by, p_value);
  elsif v_old.origin = 'operator' or v_old.origin = 'environment' and v_old.value = p_value then
    return 'unchanged setting ' || p_key;
  end if;
  update headgate_private.system_configuration c
  set value = p_value, origin = 'environment', updated_at = headgate_private.clock(), updated_by = headgate_private.actor()
  where c.key = p_key;
  return 'updated setting ' || p_key;
end
$$;

comment on function headgate_private.seed_setting(text, jsonb) is 'Seeds the value of a declared setting for one environment.';
