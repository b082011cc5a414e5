-- Names in lower case, values as text of at most 500 characters, the first of several; what has another shape is left
-- out. Clients hand over what their HTTP library gave them.
create function headgate_private.plain_headers(p_headers jsonb)
returns jsonb
language sql
immutable
as $$
  select coalesce(pg_catalog.jsonb_object_agg(h.name, h.value), '{}')
  from (
    select pg_catalog.lower(e.key) as name,
      pg_catalog.left(pg_catalog.btrim(case pg_catalog.jsonb_typeof(e.value)
        when 'array' then e.value ->> 0
        when 'object' then null
        else e.value #>> '{}'
      end), 500) as value
    from pg_catalog.jsonb_each(case when pg_catalog.jsonb_typeof(p_headers) = 'object' then p_headers else '{}' end) as e (key, value)
  ) h
  where h.value is not null and h.name ~ '^(retry-after(-ms)?|[a-z-]*ratelimit[a-z-]*|x-amzn-errortype|x-should-retry)$'
$$;

comment on function headgate_private.plain_headers(jsonb) is 'The headers of an answer that tell of limits.';
