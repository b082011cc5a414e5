-- Another value, in one environment, for a setting that base.sql has declared. Says nothing else about it.
create function headgate_private.seed_setting(p_key text, p_value jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_old headgate_private.system_configuration;
begin
  select c.* into v_old from headgate_private.system_configuration c where c.key = p_key;
  return headgate_private.seed_configuration(p_key, p_value, v_old.value_type, v_old.minimum, v_old.maximum, v_old.unit, v_old.description);
end
$$;

comment on function headgate_private.seed_setting(text, jsonb) is 'Seeds the value of a declared setting for one environment.';
