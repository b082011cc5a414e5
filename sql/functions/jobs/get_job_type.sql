create function headgate_private.get_job_type(p_job_type text)
returns headgate_private.job_type
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_type headgate_private.job_type;
begin
  select t.* into v_type from headgate_private.job_type t where t.job_type = p_job_type;
  if v_type.job_type is null then
    perform headgate_private.raise('JQ002', pg_catalog.format('there is no job type %L', p_job_type),
      pg_catalog.jsonb_build_object('job_type', p_job_type));
  end if;
  return v_type;
end
$$;

comment on function headgate_private.get_job_type(text) is 'A registered job type; raises JQ002 unknown_job_type.';
