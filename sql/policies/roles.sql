-- The roles of Headgate. Creates what is missing and touches nothing that exists.
do $$
declare
  v_role text;
begin
  foreach v_role in array array[
    'headgate_owner', 'headgate_producer', 'headgate_worker', 'headgate_operator', 'headgate_observer'
  ] loop
    if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
      execute pg_catalog.format('create role %I nologin', v_role);
    end if;
  end loop;
end
$$;
