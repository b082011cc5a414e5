-- Reads only; locks nothing.
create function headgate.estimate_api_cost(p_job_type text, p_tokens bigint default null)
returns table (tokens headgate.nn_bigint, ratio headgate.nn_double, samples headgate.nn_bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_type headgate_private.job_type;
  v_learned headgate_private.learned_estimate;
begin
  perform headgate_private.require(p_job_type is not null, 'p_job_type', 'must not be null');
  perform headgate_private.require(p_tokens is null or p_tokens between 0 and 2147483647, 'p_tokens', 'must be between 0 and 2147483647');
  v_type := headgate_private.get_job_type(p_job_type);
  select l.* into v_learned from headgate_private.learned_estimate l where l.job_type = p_job_type;
  return query select
    least(pg_catalog.ceil(coalesce(p_tokens, v_type.estimated_tokens) * coalesce(v_learned.ratio, 1)), 2147483647)::bigint::headgate.nn_bigint,
    coalesce(v_learned.ratio, 1)::headgate.nn_double, coalesce(v_learned.samples, 0)::headgate.nn_bigint;
end
$$;

comment on function headgate.estimate_api_cost(text, bigint) is
'What a call or job of a type will probably cost, by what such calls and jobs have cost before.

The estimate is multiplied by a running quantile (the setting estimate_quantile) of what was really used, divided by what was estimated; tick takes new samples in. Pass the result to acquire_api_capacity or enqueue_job.
@param p_job_type A registered job type.
@param p_tokens Tokens that the caller would estimate, 0 to 2147483647; default: estimated_tokens of the job type.
@returns one row: the tokens to reserve, the factor (1 before anything was learned) and from how many samples.
@errors JQ001 JQ002
@since 0.1';
