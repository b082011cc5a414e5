create function headgate_private.raise_wrong_state(p_job_id bigint, p_what text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_state headgate.job_state;
begin
  select case when headgate_private.lease_of(p_job_id) is null then j.state else 'running' end into v_state
  from headgate_private.job_queue j
  where j.job_id = p_job_id;
  if not found then
    perform headgate_private.raise_unknown_job(p_job_id);
  end if;
  perform headgate_private.raise('JQ103', pg_catalog.format('job %s is %s and cannot be %s', p_job_id, v_state, p_what),
    pg_catalog.jsonb_build_object('job_id', p_job_id::text, 'state', v_state));
end
$$;

comment on function headgate_private.raise_wrong_state(bigint, text) is 'Raises JQ103 wrong_state (or JQ101 unknown_job).';
