-- As enqueue_job, for many at once: one bad element refuses the whole call and is named.
create function headgate.enqueue_jobs(p_jobs jsonb)
returns table (
  element headgate.nn_integer,
  job_id headgate.nn_job_id,
  created headgate.nn_boolean,
  outcome headgate.nn_text,
  scheduled_at headgate.nn_timestamptz
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select e.element::headgate.nn_integer, e.job_id::headgate.nn_job_id, e.created::headgate.nn_boolean,
    e.outcome::headgate.nn_text, e.scheduled_at::headgate.nn_timestamptz
  from headgate_private.enqueue(headgate_private.parse_job_specs(p_jobs), true) e
  order by e.element;
end
$$;

comment on function headgate.enqueue_jobs(jsonb) is
'Puts many jobs in line at once: all of them or, if one is bad, none.

Errors carry the position of the bad element in detail.element, counted from 0. An empty array enqueues nothing.
@param p_jobs An array of up to max_batch_size (a setting) objects; their keys are the parameters of enqueue_job without p_. Times are ISO 8601 text with a zone.
@each p_jobs enqueue_job
@returns many rows, in the order of the array: position, the job, whether this call created it, outcome (accepted, delayed, duplicate) and when it may run.
@errors JQ001 JQ002 JQ003 JQ004 JQ101 JQ107 JQ202 JQ203 JQ209 JQ210
@since 0.1';
