create function headgate_private.seed_job_type(p_job_type text, p_settings jsonb)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_outcome text := headgate_private.put_job_type(p_job_type, p_settings, 'seed');
begin
  return case when v_outcome like 'left alone%' then v_outcome
    else pg_catalog.format('%s job type %s', v_outcome, p_job_type) end;
end
$$;

comment on function headgate_private.seed_job_type(text, jsonb) is 'Seeds a job type.';
