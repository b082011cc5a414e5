-- Null: there is an element that is not of the plainest shape, tokens and requests at the most. The conditions leave no cast
-- that can fail.
-- offset 0: each value is looked up once, and not wherever it is named.
create function headgate_private.parse_plain_requests(p_requests jsonb, p_endpoint_id integer, p_correlation_id text)
returns headgate_private.reservation[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_parsed record;
begin
  select pg_catalog.bool_and(f.plain) as plain, pg_catalog.array_agg(case when f.plain then row(
      null, p_endpoint_id, coalesce(f.requests, '1')::integer, coalesce(f.tokens, '0')::integer, null, null, null, p_correlation_id, null,
      null, null, 1, null, null, null, null, null, null, null
    )::headgate_private.reservation end order by f.place) as requests
  into v_parsed
  from (
    select d.*, (pg_catalog.jsonb_typeof(d.spec) = 'object' and d.spec - array['tokens', 'requests'] = '{}'
        and (d.tokens is null or pg_catalog.length(d.tokens) between 1 and 9 and pg_catalog.translate(d.tokens, '0123456789', '') = '')
        and (d.requests is null or pg_catalog.length(d.requests) between 1 and 6 and pg_catalog.translate(d.requests, '0123456789', '') = '')
      ) is true as plain
    from (
      select e.spec, e.place, e.spec ->> 'tokens' as tokens, e.spec ->> 'requests' as requests
      from pg_catalog.jsonb_array_elements(p_requests) with ordinality as e (spec, place)
      offset 0
    ) d
    offset 0
  ) f;
  return case when coalesce(v_parsed.plain, true) then coalesce(v_parsed.requests, '{}') end;
end
$$;

comment on function headgate_private.parse_plain_requests(jsonb, integer, text) is 'Parses requests of the plainest shape; null: they are not.';
