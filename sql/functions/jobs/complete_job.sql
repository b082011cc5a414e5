-- Effect: running → completed; lease shrinks by one; reservation settled by actual − estimate, by the charge mode of each dimension; key freed; one audit row.
-- Locks:  lease → job_queue → idempotency → api_rate_limits.
create function headgate.complete_job(
  p_job_id headgate.job_id,
  p_lease_token headgate.lease_token,
  p_result jsonb default null,
  p_actual_tokens bigint default null,
  p_actual_requests integer default null,
  p_actual_input_tokens bigint default null,
  p_actual_output_tokens bigint default null,
  p_actual_cost_micros bigint default null
)
returns table (job_id headgate.nn_job_id, state headgate.nn_job_state, finished_at headgate.nn_timestamptz)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_settlement headgate_private.settlement;
  v_outcome text;
begin
  perform headgate_private.require_held(p_job_id, p_lease_token);
  v_settlement := headgate_private.settlement_of(p_job_id, p_lease_token, headgate_private.attempt_report(p_actual_requests,
    p_actual_tokens, p_actual_input_tokens, p_actual_output_tokens, p_actual_cost_micros));
  perform headgate_private.require_document(p_result, 'p_result');
  v_settlement.result := p_result;
  select c.outcome into v_outcome from headgate_private.complete(array[v_settlement]) c;
  if v_outcome = 'lease_lost' then
    perform headgate_private.raise_lease_lost(p_job_id, p_lease_token);
  elsif v_outcome = 'audit_required' then
    perform headgate_private.raise('JQ104',
      pg_catalog.format('job %s cannot be completed before log_audit_event was called under its lease', p_job_id),
      pg_catalog.jsonb_build_object('job_id', p_job_id::text, 'lease_token', p_lease_token));
  end if;
  return query select j.job_id::headgate.nn_job_id, j.state::headgate.nn_job_state, j.finished_at::headgate.nn_timestamptz
  from headgate_private.job_queue j
  where j.job_id = p_job_id;
end
$$;

comment on function headgate.complete_job(headgate.job_id, headgate.lease_token, jsonb, bigint, integer, bigint, bigint, bigint) is
'Reports that a held job is done.

Calling it again with the same lease token after it succeeded changes nothing and answers the same, so that it may be retried when the answer was lost.
@param p_job_id The job.
@param p_lease_token The lease under which it was claimed.
@param p_result Output of the handler, any JSON up to the setting max_payload_bytes.
@param p_actual_tokens Tokens the attempt cost, 0 to 2147483647; default: what was reserved, or the sum of both kinds. Where the endpoint limits input or output tokens, they count as both.
@param p_actual_requests Requests the attempt made, 0 to 1000000; default: 1.
@param p_actual_input_tokens Input tokens the attempt cost, 0 to 2147483647, in place of p_actual_tokens; default: 0 beside p_actual_output_tokens.
@param p_actual_output_tokens Output tokens the attempt cost, likewise.
@param p_actual_cost_micros What the attempt cost in millionths of the currency of the endpoint, 0 to 1000000000000000; default: what was reserved.
@returns one row: the job, completed, and when.
@errors JQ001 JQ003 JQ101 JQ102 JQ104
@since 0.1';
