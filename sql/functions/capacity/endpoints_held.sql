create function headgate_private.endpoints_held(p_endpoint_id integer, p_charges headgate_private.charge[])
returns integer[]
language sql
immutable
as $$
  select case when p_charges is null then array[p_endpoint_id] else array(select c.endpoint_id from pg_catalog.unnest(p_charges) c) end
$$;

comment on function headgate_private.endpoints_held(integer, headgate_private.charge[]) is 'The endpoints whose capacity a reservation takes.';
