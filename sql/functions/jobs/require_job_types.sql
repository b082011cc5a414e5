create function headgate_private.require_job_types(p_job_types text[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_unknown text;
begin
  perform headgate_private.require(
    pg_catalog.array_ndims(p_job_types) = 1 and pg_catalog.cardinality(p_job_types) between 1 and 100,
    'p_job_types', 'must name 1 to 100 job types'
  );
  perform headgate_private.require(
    pg_catalog.array_position(p_job_types, null) is null, 'p_job_types', 'must not contain null'
  );
  select n.name into v_unknown
  from pg_catalog.unnest(p_job_types) as n (name)
  where not exists (select from headgate_private.job_type t where t.job_type = n.name)
  limit 1;
  if found then
    perform headgate_private.raise('JQ002', pg_catalog.format('there is no job type %L', v_unknown),
      pg_catalog.jsonb_build_object('job_type', v_unknown));
  end if;
end
$$;

comment on function headgate_private.require_job_types(text[]) is 'Raises JQ001 or JQ002 unless every name is a registered job type.';
