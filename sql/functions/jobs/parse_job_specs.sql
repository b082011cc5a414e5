-- JSON to job_spec. What is missing gets the default of enqueue_job; what has the wrong shape is refused here, so that
-- no cast below can fail with a bare 22P02. A batch of the plainest shape is parsed in one pass.
create function headgate_private.parse_job_specs(p_jobs jsonb)
returns headgate_private.job_spec[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_specs headgate_private.job_spec[];
  v_bad record;
begin
  perform headgate_private.require_batch(p_jobs, 'p_jobs');
  v_specs := headgate_private.parse_plain_specs(p_jobs);
  if v_specs is not null then
    return v_specs;
  end if;

  select e.ordinality - 1 as element, p.problem into v_bad
  from pg_catalog.jsonb_array_elements(p_jobs) with ordinality as e (spec, ordinality)
  cross join lateral headgate_private.shape_problem(
    e.spec,
    '{job_type,idempotency_key,idempotency_scope,concurrency_key,correlation_id,traceparent}',
    '{priority,idempotency_seconds,max_attempts}',
    '{estimated_tokens,parent_job_id,input_tokens,output_tokens,cost_micros}',
    '{scheduled_at,deadline_at}',
    '{payload,metadata}'
  ) as p (problem)
  where p.problem is not null
  order by e.ordinality
  limit 1;
  if found then
    perform headgate_private.raise('JQ001', pg_catalog.format('p_jobs[%s] %s', v_bad.element, v_bad.problem),
      pg_catalog.jsonb_build_object('argument', 'p_jobs', 'element', v_bad.element, 'problem', v_bad.problem));
  end if;

  select pg_catalog.array_agg(row(
      e.ordinality - 1,
      e.spec ->> 'job_type',
      coalesce(e.spec -> 'payload', '{}'),
      (e.spec ->> 'priority')::integer,
      (e.spec ->> 'scheduled_at')::timestamptz,
      e.spec ->> 'idempotency_key',
      coalesce(e.spec ->> 'idempotency_scope', 'unfinished'),
      (e.spec ->> 'idempotency_seconds')::integer,
      e.spec ->> 'concurrency_key',
      e.spec ->> 'correlation_id',
      e.spec ->> 'traceparent',
      coalesce(e.spec -> 'metadata', '{}'),
      (e.spec ->> 'estimated_tokens')::bigint,
      (e.spec ->> 'deadline_at')::timestamptz,
      (e.spec ->> 'max_attempts')::integer,
      (e.spec ->> 'parent_job_id')::bigint,
      (e.spec ->> 'input_tokens')::bigint,
      (e.spec ->> 'output_tokens')::bigint,
      (e.spec ->> 'cost_micros')::bigint
    )::headgate_private.job_spec order by e.ordinality)
  into v_specs
  from pg_catalog.jsonb_array_elements(p_jobs) with ordinality as e (spec, ordinality);
  return coalesce(v_specs, '{}');
end
$$;

comment on function headgate_private.parse_job_specs(jsonb) is 'Parses the argument of enqueue_jobs; raises JQ001 naming the first element of the wrong shape.';
