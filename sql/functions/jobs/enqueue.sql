-- The one way in. Judges all specs, claims their idempotency keys, then writes everything in one statement. A job that
-- may run now stands in line, or, under a concurrency key, behind the others of its key: then a row of priority 10
-- tells the next claim to see whether the key has a place for it.
-- What waits for an endpoint with a depth limit is noted, unless it is for a later time than its queue is reckoned for.
-- Locks: idempotency, in key order; before them, if nobody has made room in the ledger, those of extend_ledger.
create function headgate_private.enqueue(p_specs headgate_private.job_spec[], p_batch boolean)
returns table (element integer, job_id bigint, created boolean, outcome text, scheduled_at timestamptz)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := headgate_private.clock();
  v_actor text := headgate_private.actor();
  v_number integer := pg_catalog.cardinality(p_specs);
  v_ids bigint[];
  v_winners bigint[];
  v_counted integer[];
  v_pressed boolean;
  v_delays numeric[];
begin
  if v_number = 0 then
    return;
  end if;
  perform headgate_private.judge_job_specs(p_specs, p_batch, v_now);
  -- An id is given out to a transaction that has begun: queues_of counts on it.
  perform pg_catalog.pg_current_xact_id();
  v_ids := array(
    select pg_catalog.nextval('headgate_private.job_queue_job_id_seq'::regclass)
    from pg_catalog.generate_series(1, v_number)
  );
  if not headgate_private.ledger_reaches(v_ids[v_number]) then
    perform headgate_private.extend_ledger(v_ids[1], v_ids[v_number]);
  end if;
  v_winners := headgate_private.claim_idempotency_keys(p_specs, v_ids, v_now);
  if exists (select from headgate_private.api_rate_limits l where l.queue_depth_limit is not null and l.backpressure <> 'accept') then
    if v_number = 1 then
      select array[q.endpoint_id], q.pressed into v_counted, v_pressed
      from headgate_private.job_type t
      cross join lateral headgate_private.queue_of(t.endpoint_id, 1, v_ids[1], v_now) q
      where t.job_type = p_specs[1].job_type;
    else
      select pg_catalog.array_agg(q.endpoint_id), pg_catalog.bool_or(q.pressed) into v_counted, v_pressed
      from (
        select distinct t.endpoint_id from pg_catalog.unnest(p_specs) s join headgate_private.job_type t on t.job_type = s.job_type
      ) e
      cross join lateral headgate_private.queue_of(e.endpoint_id, v_number, v_ids[v_number], v_now) q;
    end if;
    if v_pressed then
      v_delays := headgate_private.backpressure(p_specs, v_ids, v_winners, p_batch, v_counted, v_now);
    end if;
  end if;

  return query
  with spec as materialized (
    select s.element, s.job_type, s.payload, s.idempotency_key, s.concurrency_key, s.metadata, i.job_id, w.winner,
      w.winner = i.job_id as fresh,
      t.lane, t.endpoint_id,
      coalesce(s.priority, t.default_priority)::smallint as priority,
      d.scheduled_at, d.scheduled_at <= v_now as due,
      d.scheduled_at <= v_now and s.concurrency_key is null as free,
      d.delayed_until,
      coalesce(s.correlation_id, case when s.parent_job_id is not null then (
        select coalesce(p.correlation_id, 'job:' || p.job_id) from headgate_private.job_queue p where p.job_id = s.parent_job_id
      ) end) as correlation_id,
      coalesce(s.traceparent, case when s.parent_job_id is not null then (
        select p.traceparent from headgate_private.job_queue p where p.job_id = s.parent_job_id
      ) end) as traceparent,
      coalesce(k.input_tokens + k.output_tokens, s.estimated_tokens, t.estimated_tokens)::integer as estimated_tokens,
      k.input_tokens::integer as input_tokens, k.output_tokens::integer as output_tokens, coalesce(s.cost_micros, t.cost) as cost,
      coalesce(s.deadline_at, v_now + t.deadline_seconds * interval '1 second') as deadline_at,
      coalesce(s.max_attempts, t.max_attempts) as max_attempts,
      s.parent_job_id
    from pg_catalog.unnest(p_specs) s
    join headgate_private.job_type t on t.job_type = s.job_type
    cross join lateral (select
      headgate_private.kind_estimate(s.input_tokens, s.output_tokens, s.estimated_tokens, t.input_tokens) as input_tokens,
      headgate_private.kind_estimate(s.output_tokens, s.input_tokens, s.estimated_tokens, t.output_tokens) as output_tokens) k
    cross join lateral (select v_ids[s.element + 1] as job_id) i
    cross join lateral (select v_winners[s.element + 1] as winner) w
    cross join lateral (select case when v_delays[s.element + 1] > 0 then v_now + v_delays[s.element + 1] * interval '1 second' end as until) b
    cross join lateral (select greatest(s.scheduled_at, v_now, b.until) as scheduled_at,
      case when b.until is not null then greatest(s.scheduled_at, b.until) end as delayed_until) d
  ), written as (
    insert into headgate_private.job_queue (
      job_id, created_at, scheduled_at, deadline_at, ready_xid, parent_job_id, estimated_tokens, max_attempts,
      priority, job_type, created_by, idempotency_key, concurrency_key, correlation_id, traceparent, payload, metadata,
      estimated_input_tokens, estimated_output_tokens, estimated_cost
    )
    select f.job_id, v_now, f.scheduled_at, f.deadline_at, case when f.free then pg_catalog.pg_current_xact_id() end, f.parent_job_id, f.estimated_tokens,
      f.max_attempts, f.priority, f.job_type, v_actor, f.idempotency_key, f.concurrency_key, f.correlation_id,
      f.traceparent, f.payload, f.metadata, f.input_tokens, f.output_tokens, f.cost
    from spec f
    where f.fresh
  ), placed as (
    insert into headgate_private.ready (xid, job_id, since, deadline_at, lane, tokens, input_tokens, output_tokens, cost, priority)
    select pg_catalog.pg_current_xact_id(), f.job_id, v_now, f.deadline_at, f.lane, f.estimated_tokens, f.input_tokens,
      f.output_tokens, f.cost, case when f.free then f.priority else 10 end
    from spec f
    where f.fresh and f.due and (f.free or f.job_id in (
      -- One row tells of all that came to a key.
      select pg_catalog.min(k.job_id) from spec k where k.fresh and k.due and not k.free group by k.lane, k.concurrency_key
    ))
    returning lane
  ), told as materialized (
    select headgate_private.wake(array(select distinct p.lane from placed p))
  ), put_behind as (
    insert into headgate_private.blocked (
      job_id, deadline_at, lane, tokens, input_tokens, output_tokens, cost, priority, concurrency_key
    )
    select f.job_id, f.deadline_at, f.lane, f.estimated_tokens, f.input_tokens, f.output_tokens, f.cost, f.priority, f.concurrency_key
    from spec f
    where f.fresh and f.due and not f.free
  ), put_off as (
    insert into headgate_private.scheduled (
      due_at, job_id, deadline_at, lane, tokens, input_tokens, output_tokens, cost, priority, concurrency_key
    )
    select f.scheduled_at, f.job_id, f.deadline_at, f.lane, f.estimated_tokens, f.input_tokens, f.output_tokens, f.cost, f.priority,
      f.concurrency_key
    from spec f
    where f.fresh and not f.due
  ), opened as (
    insert into headgate_private.line (lane, priority)
    select d.lane, d.priority
    from (
      select distinct f.lane, case when f.free then f.priority else 10 end::smallint as priority
      from spec f
      where f.fresh and f.due
    ) d
    where (select n.lane from headgate_private.line n where n.lane = d.lane and n.priority = d.priority limit 1) is null
  ), queued as (
    insert into headgate_private.queue_change (endpoint_id, jobs, tokens)
    select f.endpoint_id, pg_catalog.count(*), pg_catalog.sum(f.estimated_tokens)
    from spec f
    where f.endpoint_id = any (v_counted) and f.fresh and (f.due or f.scheduled_at <= headgate_private.queue_horizon(v_now))
    group by f.endpoint_id
  ), recorded as (
    insert into headgate_private.audit_log (logged_at, job_ids, to_state, action, actor, correlation_id, details)
    select v_now, pg_catalog.array_agg(f.job_id order by f.job_id), 'queued', 'enqueued', v_actor, f.correlation_id,
      case when f.delayed_until is not null then pg_catalog.jsonb_build_object('delayed_until', f.delayed_until) end
    from spec f
    where f.fresh
    group by f.job_id >> 8, f.correlation_id, f.delayed_until
  )
  select s.element, s.winner, s.fresh,
    case when not s.fresh then 'duplicate' when s.delayed_until is not null then 'delayed' else 'accepted' end,
    case when s.fresh then s.scheduled_at else coalesce(
      (select f.scheduled_at from spec f where f.job_id = s.winner),
      (select o.scheduled_at from headgate_private.job_queue o where o.job_id = s.winner),
      -- A key that outlives the retention of its job.
      v_now
    ) end
  from spec s
  cross join told;
end
$$;

comment on function headgate_private.enqueue(headgate_private.job_spec[], boolean) is 'Enqueues parsed jobs: all, or none with a typed error.';
