-- Finds the first spec that must be refused and raises its error. One pass over all specs; the order of the
-- checks is the order in which a person would mend them. A problem is its SQLSTATE, a space and the message.
create function headgate_private.judge_job_specs(
  p_specs headgate_private.job_spec[],
  p_batch boolean,
  p_now timestamptz
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bad record;
  v_most integer := headgate_private.setting_number('max_payload_bytes');
  v_horizon timestamptz := p_now + headgate_private.setting_number('schedule_horizon_days') * interval '1 day';
  v_past timestamptz := p_now - headgate_private.setting_number('schedule_past_tolerance_seconds') * interval '1 second';
begin
  select s.element, s.job_type, v.problem into v_bad
  from pg_catalog.unnest(p_specs) s
  left join headgate_private.job_type t on t.job_type = s.job_type
  left join headgate_private.api_rate_limits l on l.endpoint_id = t.endpoint_id
  cross join lateral (select
    headgate_private.kind_estimate(s.input_tokens, s.output_tokens, s.estimated_tokens, t.input_tokens) as input_tokens,
    headgate_private.kind_estimate(s.output_tokens, s.input_tokens, s.estimated_tokens, t.output_tokens) as output_tokens) k
  cross join lateral (select case
    when s.job_type is null then 'JQ001 job_type must not be null'
    when t.job_type is null then pg_catalog.format('JQ002 there is no job type %L', s.job_type)
    when s.payload is null then 'JQ001 payload must not be null'
    when pg_catalog.pg_column_size(s.payload) > coalesce(t.max_payload_bytes, v_most) then
      pg_catalog.format('JQ003 the payload has %s bytes, the largest allowed has %s',
        pg_catalog.pg_column_size(s.payload), coalesce(t.max_payload_bytes, v_most))
    when s.metadata is null or pg_catalog.jsonb_typeof(s.metadata) <> 'object' then 'JQ001 metadata must be a JSON object'
    when pg_catalog.pg_column_size(s.metadata) > v_most then 'JQ003 the metadata is larger than the setting max_payload_bytes'
    when s.priority not between 0 and 9 then 'JQ001 priority must be between 0 and 9'
    when s.max_attempts not between 1 and 1000 then 'JQ001 max_attempts must be between 1 and 1000'
    when s.estimated_tokens not between 0 and 2147483647 then 'JQ001 estimated_tokens must be between 0 and 2147483647'
    when s.input_tokens not between 0 and 2147483647 then 'JQ001 input_tokens must be between 0 and 2147483647'
    when s.output_tokens not between 0 and 2147483647 then 'JQ001 output_tokens must be between 0 and 2147483647'
    when s.estimated_tokens is not null and coalesce(s.input_tokens, s.output_tokens) is not null then
      'JQ001 estimated_tokens must be left out where input_tokens or output_tokens are given'
    when k.input_tokens + k.output_tokens > 2147483647 then
      'JQ001 input_tokens and output_tokens must not exceed 2147483647 together'
    when s.cost_micros not between 0 and 1000000000000000 then 'JQ001 cost_micros must be between 0 and 1000000000000000'
    when pg_catalog.length(s.correlation_id) not between 1 and 200 then 'JQ001 correlation_id must have 1 to 200 characters'
    when s.traceparent !~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'
      or s.traceparent ~ '^00-(0{32}|[0-9a-f]{32}-0{16})' then 'JQ001 traceparent must be a W3C trace context, version 00'
    when pg_catalog.length(s.concurrency_key) not between 1 and 200 then 'JQ001 concurrency_key must have 1 to 200 characters'
    when pg_catalog.length(s.idempotency_key) not between 1 and 200 then 'JQ001 idempotency_key must have 1 to 200 characters'
    when s.idempotency_scope is null or s.idempotency_scope not in ('unfinished', 'interval', 'forever') then
      'JQ001 idempotency_scope must be unfinished, interval or forever'
    when (s.idempotency_scope = 'interval') <> (s.idempotency_seconds is not null) then
      'JQ001 idempotency_seconds must be given with the scope interval, and only then'
    when s.idempotency_seconds not between 1 and 31536000 then 'JQ001 idempotency_seconds must be between 1 and 31536000'
    when s.idempotency_key is null and s.idempotency_scope <> 'unfinished' then
      'JQ001 idempotency_scope needs an idempotency_key'
    when s.scheduled_at < v_past then pg_catalog.format('JQ004 scheduled_at %s lies in the past', s.scheduled_at)
    when s.scheduled_at > v_horizon then
      pg_catalog.format('JQ004 scheduled_at %s lies beyond the horizon %s', s.scheduled_at, v_horizon)
    when s.deadline_at > v_horizon then
      pg_catalog.format('JQ004 deadline_at %s lies beyond the horizon %s', s.deadline_at, v_horizon)
    when coalesce(s.deadline_at, p_now + t.deadline_seconds * interval '1 second') <= greatest(p_now, s.scheduled_at) then
      'JQ004 deadline_at (default: that of the job type) must lie after the time the job may run'
    when s.parent_job_id is not null
      and (select p.job_id from headgate_private.job_queue p where p.job_id = s.parent_job_id) is null
      then pg_catalog.format('JQ101 there is no job %s to be the parent', s.parent_job_id)
    when l.status in ('inactive', 'draining') then pg_catalog.format('JQ202 endpoint %s/%s is %s', l.provider, l.endpoint, l.status)
    when coalesce(s.cost_micros, t.cost) > 0 and l.endpoint_ids is not null and (
        select pg_catalog.count(distinct c.currency) from headgate_private.api_rate_limits c where c.endpoint_id = any (l.endpoint_ids)
      ) > 1 then pg_catalog.format('JQ209 the scopes of %s/%s count costs in several currencies', l.provider, l.endpoint)
    -- Most jobs are far too small for the closer look.
    when l.endpoint_id is not null and (l.endpoint_ids is not null or coalesce(s.cost_micros, t.cost) > l.day_cost_limit
      or coalesce(k.input_tokens + k.output_tokens, s.estimated_tokens, t.estimated_tokens)
        * greatest(l.input_token_weight, l.output_token_weight, 1)
        > least(l.token_limit, l.input_token_limit, l.output_token_limit, l.day_token_limit))
    then 'JQ203 ' || headgate_private.never_fits(l.endpoint_id, row(null, 1, coalesce(s.estimated_tokens, t.estimated_tokens),
      k.input_tokens, k.output_tokens, coalesce(s.cost_micros, t.cost))::headgate_private.charge)
  end) as v (problem)
  where v.problem is not null
  order by s.element
  limit 1;
  if found then
    perform headgate_private.raise_bad_spec(pg_catalog.left(v_bad.problem, 5), pg_catalog.substr(v_bad.problem, 7),
      v_bad.job_type, case when p_batch then v_bad.element end);
  end if;
end
$$;

comment on function headgate_private.judge_job_specs(headgate_private.job_spec[], boolean, timestamptz) is 'Raises the error of the first spec that cannot be enqueued.';
