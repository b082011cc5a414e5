-- error_details with one more entry, of which the latest are kept.
create function headgate_private.with_error(
  p_job headgate_private.job_queue,
  p_attempt integer,
  p_worker text,
  p_reason text,
  p_error jsonb,
  p_now timestamptz
)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most integer := headgate_private.setting_number('error_history_limit');
  v_details jsonb := p_job.error_details || pg_catalog.jsonb_build_object(
    'at', p_now, 'attempt', p_attempt, 'worker', p_worker, 'reason', p_reason, 'error', p_error
  );
begin
  while pg_catalog.jsonb_array_length(v_details) > v_most loop
    v_details := v_details - 0;
  end loop;
  return v_details;
end
$$;

comment on function headgate_private.with_error(headgate_private.job_queue, integer, text, text, jsonb, timestamptz) is 'The errors of a job with one more.';
