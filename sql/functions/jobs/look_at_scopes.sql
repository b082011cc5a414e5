-- What blocks an endpoint or a scope that contains it altogether, by one look without locks; if it is nothing but the lack of a
-- place, full_endpoint_id is a scope that has none.
create function headgate_private.look_at_scopes(
  p_endpoint headgate_private.api_rate_limits,
  out blocked_by text,
  out full_endpoint_id integer
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_seen record := headgate_private.endpoints_of(p_endpoint, false);
  v_scope headgate_private.api_rate_limits;
begin
  foreach v_scope in array v_seen.endpoints loop
    blocked_by := (headgate_private.endpoint_room(v_scope, v_seen.at)).blocked_by;
    if blocked_by = 'concurrency' then
      full_endpoint_id := v_scope.endpoint_id;
    elsif blocked_by is not null then
      return;
    end if;
  end loop;
  blocked_by := case when full_endpoint_id is not null then 'concurrency' end;
end
$$;

comment on function headgate_private.look_at_scopes(headgate_private.api_rate_limits) is 'What blocks an endpoint altogether; null: nothing.';
