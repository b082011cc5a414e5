-- Declares a setting and its value for every environment. A value of an environment or an operator stays.
create function headgate_private.seed_configuration(
  p_key text,
  p_value jsonb,
  p_type text,
  p_minimum numeric,
  p_maximum numeric,
  p_unit text,
  p_description text
)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_old headgate_private.system_configuration;
  v_new headgate_private.system_configuration;
begin
  select c.* into v_old from headgate_private.system_configuration c where c.key = p_key;
  v_new := v_old;
  v_new.key := p_key;
  v_new.value := case when v_old.origin in ('environment', 'operator') then v_old.value else p_value end;
  v_new.value_type := p_type;
  v_new.minimum := p_minimum;
  v_new.maximum := p_maximum;
  v_new.unit := p_unit;
  v_new.description := p_description;
  perform headgate_private.check_setting(v_new, p_value);
  if v_old.key is null then
    insert into headgate_private.system_configuration (key, value, value_type, minimum, maximum, unit, description, updated_at, updated_by)
    values (p_key, p_value, p_type, p_minimum, p_maximum, p_unit, p_description, headgate_private.clock(), headgate_private.actor());
    return 'created setting ' || p_key;
  end if;
  if v_new is distinct from v_old then
    update headgate_private.system_configuration c
    set value = v_new.value, value_type = p_type, minimum = p_minimum, maximum = p_maximum, unit = p_unit,
      description = p_description, updated_at = headgate_private.clock(), updated_by = headgate_private.actor()
    where c.key = p_key;
    return 'updated setting ' || p_key;
  end if;
  if v_old.value <> p_value and v_old.origin = 'operator' then
    return pg_catalog.format('left alone: setting %s is %s, set by %s; the seed says %s', p_key, v_old.value, v_old.updated_by, p_value);
  end if;
  return 'unchanged setting ' || p_key;
end
$$;

comment on function headgate_private.seed_configuration(text, jsonb, text, numeric, numeric, text, text) is 'Seeds a setting.';
