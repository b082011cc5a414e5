-- Tells an endpoint, whose parents have changed, and every scope below it which scopes contain them. Refuses a circle.
-- Locks: none; see lock_family.
create function headgate_private.tell_family(p_endpoint headgate_private.api_rate_limits)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_family record;
begin
  for v_family in
    with recursive containing as (
      select l.endpoint_id, l.endpoint_id as container from headgate_private.api_rate_limits l
      where l.endpoint_id = p_endpoint.endpoint_id or p_endpoint.endpoint_id = any (l.endpoint_ids)
      union
      select c.endpoint_id, p.parent
      from containing c
      join headgate_private.api_rate_limits l on l.endpoint_id = c.container
      cross join lateral pg_catalog.unnest(l.parent_ids) as p (parent)
    )
    select c.endpoint_id, pg_catalog.array_agg(c.container order by c.container) as endpoint_ids
    from containing c
    group by c.endpoint_id
    order by c.endpoint_id
  loop
    perform headgate_private.require(pg_catalog.cardinality(v_family.endpoint_ids) <= 20, 'p_parents', 'must leave no scope in more than 20');
    update headgate_private.api_rate_limits l
    set endpoint_ids = case when pg_catalog.cardinality(v_family.endpoint_ids) > 1 then v_family.endpoint_ids end,
      plain_from = null,
      plain_until = null
    where l.endpoint_id = v_family.endpoint_id;
  end loop;
end
$$;

comment on function headgate_private.tell_family(headgate_private.api_rate_limits) is 'Makes the scopes below an endpoint know all that contain them.';
