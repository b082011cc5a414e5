create function headgate_private.own_charge(p_charges headgate_private.charge[], p_endpoint_id integer)
returns headgate_private.charge
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_charge headgate_private.charge;
begin
  foreach v_charge in array p_charges loop
    exit when v_charge.endpoint_id = p_endpoint_id;
  end loop;
  return v_charge;
end
$$;

comment on function headgate_private.own_charge(headgate_private.charge[], integer) is 'What is charged of one endpoint among several.';
