-- Null: there is an element that is not of the plainest shape, a reservation and what it cost. The conditions leave no cast
-- that can fail.
-- offset 0: each value is looked up once, and not wherever it is named.
create function headgate_private.parse_plain_releases(p_releases jsonb)
returns headgate_private.capacity_release[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_parsed record;
begin
  select pg_catalog.bool_and(f.plain) as plain, pg_catalog.array_agg(case when f.plain then row(
      f.place - 1, f.id::bigint, row(null, f.requests::bigint, f.tokens::bigint, null, null, null)::headgate_private.charge
    )::headgate_private.capacity_release end order by f.place) as releases
  into v_parsed
  from (
    select d.*, (pg_catalog.jsonb_typeof(d.spec) = 'object'
        and d.spec - array['reservation_id', 'actual_tokens', 'actual_requests'] = '{}'
        and pg_catalog.length(d.id) between 1 and 18 and pg_catalog.translate(d.id, '0123456789', '') = ''
        and (d.tokens is null or pg_catalog.length(d.tokens) between 1 and 9 and pg_catalog.translate(d.tokens, '0123456789', '') = '')
        and (d.requests is null or pg_catalog.length(d.requests) between 1 and 6 and pg_catalog.translate(d.requests, '0123456789', '') = '')
      ) is true as plain
    from (
      select e.spec, e.place, e.spec ->> 'reservation_id' as id, e.spec ->> 'actual_tokens' as tokens, e.spec ->> 'actual_requests' as requests
      from pg_catalog.jsonb_array_elements(p_releases) with ordinality as e (spec, place)
      offset 0
    ) d
    offset 0
  ) f;
  return case when coalesce(v_parsed.plain, true) then coalesce(v_parsed.releases, '{}') end;
end
$$;

comment on function headgate_private.parse_plain_releases(jsonb) is 'Parses releases of the plainest shape; null: they are not.';
