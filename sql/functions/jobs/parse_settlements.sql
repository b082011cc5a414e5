-- JSON to settlement. A batch of the plainest shape (a job, its token, its document) is parsed in one pass, in which no
-- cast can fail; anything else is judged element by element first. A problem is its SQLSTATE, a space and the message;
-- the first one is raised, by element.
create function headgate_private.parse_settlements(p_batch jsonb, p_argument text, p_documents text[], p_more text[])
returns headgate_private.settlement[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_settlements headgate_private.settlement[];
  v_bad record;
  v_most integer := headgate_private.setting_number('max_payload_bytes');
  v_horizon timestamptz := headgate_private.clock() + headgate_private.setting_number('schedule_horizon_days') * interval '1 day';
begin
  perform headgate_private.require_batch(p_batch, p_argument);
  v_settlements := headgate_private.parse_plain_settlements(p_batch, p_documents[1], v_most);
  if v_settlements is not null then
    return v_settlements;
  end if;
  select e.ordinality - 1 as element, coalesce('JQ001 ' || p.problem, q.problem) as problem into v_bad
  from pg_catalog.jsonb_array_elements(p_batch) with ordinality as e (spec, ordinality)
  cross join lateral headgate_private.shape_problem(e.spec, '{lease_token}', '{actual_requests}',
    '{job_id,actual_tokens,actual_input_tokens,actual_output_tokens,actual_cost_micros}', p_more, p_documents) as p (problem)
  cross join lateral (select case
    when pg_catalog.jsonb_typeof(e.spec) <> 'object' then null
    when e.spec ->> 'job_id' is null then 'JQ001 has no job_id'
    when coalesce(e.spec ->> 'lease_token', '') not like '________-____-____-____-____________'
      or pg_catalog.translate(e.spec ->> 'lease_token', '0123456789abcdefABCDEF', '') <> '----' then 'JQ001 has no lease_token'
    when headgate_private.amounts_problem(e.spec, 'actual_') is not null then 'JQ001 ' || headgate_private.amounts_problem(e.spec, 'actual_')
    when 'error' = any (p_documents) and not e.spec ? 'error' then 'JQ001 has no error: say what went wrong'
    when 'retryable' = any (p_documents)
      and pg_catalog.jsonb_typeof(coalesce(e.spec -> 'retryable', 'true')) not in ('boolean', 'null') then
      'JQ001 has a retryable that is not true or false'
    when pg_catalog.pg_column_size(e.spec -> p_documents[1]) > v_most then
      pg_catalog.format('JQ003 has a %s larger than the setting max_payload_bytes', p_documents[1])
    when e.spec ? 'retry_at' and headgate_private.parse_time(e.spec -> 'retry_at') > v_horizon then
      pg_catalog.format('JQ004 has a retry_at beyond the horizon %s', v_horizon)
  end) as q (problem)
  where p.problem is not null or q.problem is not null
  order by e.ordinality
  limit 1;
  if found then
    perform headgate_private.raise_bad_settlement(pg_catalog.left(v_bad.problem, 5), pg_catalog.substr(v_bad.problem, 7),
      p_argument, v_bad.element::integer);
  end if;

  select pg_catalog.array_agg(row(
      e.ordinality - 1, (e.spec ->> 'job_id')::bigint, (e.spec ->> 'lease_token')::uuid, null, null,
      nullif(e.spec -> 'result', 'null'), e.spec -> 'error', coalesce((e.spec ->> 'retryable')::boolean, true),
      (e.spec ->> 'retry_at')::timestamptz, coalesce((e.spec ->> 'actual_tokens')::bigint, k.input_tokens + k.output_tokens),
      (e.spec ->> 'actual_requests')::integer, k.input_tokens, k.output_tokens, (e.spec ->> 'actual_cost_micros')::bigint
    )::headgate_private.settlement order by e.ordinality)
  into v_settlements
  from pg_catalog.jsonb_array_elements(p_batch) with ordinality as e (spec, ordinality)
  cross join lateral (select
    headgate_private.kind_reported(e.spec ->> 'actual_input_tokens', e.spec ->> 'actual_output_tokens') as input_tokens,
    headgate_private.kind_reported(e.spec ->> 'actual_output_tokens', e.spec ->> 'actual_input_tokens') as output_tokens) k;
  return coalesce(v_settlements, '{}');
end
$$;

comment on function headgate_private.parse_settlements(jsonb, text, text[], text[]) is 'Parses the argument of complete_jobs or fail_jobs; raises an error naming the first bad element.';
