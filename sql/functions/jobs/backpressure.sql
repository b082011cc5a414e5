-- How long each new job is put off, in seconds. Past the depth limit of its endpoint a job is accepted, delayed
-- by the time in which the endpoint can take what waits before it, or refused with the moment to try again.
-- An endpoint without a rate cannot say how long: it refuses. Calls that have not committed do not see each other:
-- together they may exceed a limit by what they enqueue.
create function headgate_private.backpressure(
  p_specs headgate_private.job_spec[],
  p_ids bigint[],
  p_winners bigint[],
  p_batch boolean,
  p_endpoint_ids integer[],
  p_now timestamptz
)
returns numeric[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_delays numeric[] := pg_catalog.array_fill(0::numeric, array[pg_catalog.cardinality(p_specs)]);
  v_longest numeric := headgate_private.setting_number('max_backpressure_delay_seconds');
  v_endpoint headgate_private.api_rate_limits;
  v_backlog record;
  v_spec record;
  v_seconds numeric;
begin
  for v_endpoint in
    select l.* from headgate_private.api_rate_limits l where l.endpoint_id = any (p_endpoint_ids) order by l.endpoint_id
  loop
    v_backlog := headgate_private.known_queue(v_endpoint);
    continue when v_backlog.jobs + pg_catalog.cardinality(p_specs) <= v_endpoint.queue_depth_limit;
    for v_spec in
      select s.element, coalesce(
          headgate_private.kind_estimate(s.input_tokens, s.output_tokens, s.estimated_tokens, t.input_tokens)
          + headgate_private.kind_estimate(s.output_tokens, s.input_tokens, s.estimated_tokens, t.output_tokens),
          s.estimated_tokens, t.estimated_tokens) as tokens
      from pg_catalog.unnest(p_specs) s
      join headgate_private.job_type t on t.job_type = s.job_type
      where t.endpoint_id = v_endpoint.endpoint_id and p_winners[s.element + 1] = p_ids[s.element + 1]
        and (s.scheduled_at is null or s.scheduled_at <= headgate_private.queue_horizon(p_now))
      order by s.element
    loop
      if v_backlog.jobs >= v_endpoint.queue_depth_limit then
        v_seconds := headgate_private.drain_seconds(v_endpoint, v_backlog.jobs, v_backlog.tokens);
        if v_endpoint.backpressure = 'reject' or v_seconds is null or v_seconds > v_longest then
          perform headgate_private.raise_queue_full(v_endpoint, v_backlog.jobs, v_backlog.tokens, p_now,
            case when p_batch then v_spec.element end);
        end if;
        v_delays[v_spec.element + 1] := v_seconds;
      end if;
      v_backlog.jobs := v_backlog.jobs + 1;
      v_backlog.tokens := v_backlog.tokens + v_spec.tokens;
    end loop;
  end loop;
  return v_delays;
end
$$;

comment on function headgate_private.backpressure(headgate_private.job_spec[], bigint[], bigint[], boolean, integer[], timestamptz) is 'Delay of each job to enqueue, in seconds; raises JQ210 queue_full.';
