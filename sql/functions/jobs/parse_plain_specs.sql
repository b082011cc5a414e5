-- Null: there is an element with more than a job type, a payload, metadata, and keys and a correlation id.
create function headgate_private.parse_plain_specs(p_jobs jsonb)
returns headgate_private.job_spec[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_parsed record;
begin
  select pg_catalog.bool_and((
      pg_catalog.jsonb_typeof(e.spec) = 'object'
      and e.spec - '{job_type,payload,metadata,idempotency_key,concurrency_key,correlation_id}'::text[] = '{}'
      and pg_catalog.jsonb_typeof(e.spec -> 'job_type') = 'string'
      and coalesce(pg_catalog.jsonb_typeof(e.spec -> 'idempotency_key') in ('string', 'null'), true)
      and coalesce(pg_catalog.jsonb_typeof(e.spec -> 'concurrency_key') in ('string', 'null'), true)
      and coalesce(pg_catalog.jsonb_typeof(e.spec -> 'correlation_id') in ('string', 'null'), true)
    ) is true) as plain,
    pg_catalog.array_agg(row(
      e.place - 1, e.spec ->> 'job_type', coalesce(e.spec -> 'payload', '{}'), null, null, e.spec ->> 'idempotency_key',
      'unfinished', null, e.spec ->> 'concurrency_key', e.spec ->> 'correlation_id', null, coalesce(e.spec -> 'metadata', '{}'),
      null, null, null, null, null, null, null
    )::headgate_private.job_spec order by e.place) as specs
  into v_parsed
  from pg_catalog.jsonb_array_elements(p_jobs) with ordinality as e (spec, place);
  return case when coalesce(v_parsed.plain, true) then coalesce(v_parsed.specs, '{}') end;
end
$$;

comment on function headgate_private.parse_plain_specs(jsonb) is 'Parses jobs of the plainest shape; null: they are not.';
