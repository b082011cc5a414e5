-- Every setting is seeded by base.sql, so that a missing one is a fault of the deploy and not of the caller.
create function headgate_private.setting_number(p_key text)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value jsonb;
begin
  select c.value into strict v_value from headgate_private.system_configuration c where c.key = p_key;
  return v_value::numeric;
end
$$;

comment on function headgate_private.setting_number(text) is 'Value of a numeric setting.';
