-- The statement of complete, by itself because no loop may be in it: with few rows in mind the planner takes one, and
-- that takes the square of a batch. What is joined by hash is bounded: by the batch, or by a list of its ids.
-- Stale statistics cannot mislead it otherwise either: an EXISTS may be answered by hashing the whole table, a list and
-- a subquery may not.
-- Locks: lease → job_queue, each in key order.
create function headgate_private.complete_held(
  p_settlements headgate_private.settlement[],
  out job_ids bigint[],
  out lease_tokens uuid[],
  out with_key bigint[],
  out in_turn bigint[],
  out grants headgate_private.job_grant[],
  out elements integer[],
  out named bigint[],
  out outcomes text[]
)
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_nestloop = off
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz;
  v_all record;
  v_actor text := headgate_private.actor();
  v_leases headgate_private.lease[] := headgate_private.lock_leases(p_settlements);
  v_ids bigint[] := array(select s.job_id from pg_catalog.unnest(p_settlements) s order by 1);
begin
  v_now := headgate_private.clock();
  with judged as materialized (
    select s.element, s.job_id, s.lease_token, s.result, s.actual_tokens, s.actual_requests, s.actual_input_tokens,
      s.actual_output_tokens, s.actual_cost, h.claimed_at, h.worker, h.endpoint_id, h.endpoint_ids, h.terms,
      case
        when h.job_id is null and (
          select j.job_id from headgate_private.job_queue j
          where j.job_id = s.job_id and j.lease_token = s.lease_token and j.state = 'completed'
        ) is not null then 'already_completed'
        when h.job_id is null or s.repeat > 1 then 'lease_lost'
        when h.requires_audit and (
          select a.audit_id from headgate_private.audit_log a
          where a.lease_token = s.lease_token and a.to_state is null and s.job_id = any (a.job_ids)
          limit 1
        ) is null then 'audit_required'
        else 'completed'
      end as outcome
    from (
      select u.*, pg_catalog.row_number() over (partition by u.job_id, u.lease_token order by u.element) as repeat
      from pg_catalog.unnest(p_settlements) u
    ) s
    left join (
      select l.lease_token, i.job_id, l.claimed_at, l.worker, l.endpoint_id, l.endpoint_ids, l.terms, l.requires_audit
      from (
        select a.*, (select t.requires_audit from headgate_private.job_type t where t.job_type = a.job_type) as requires_audit
        from pg_catalog.unnest(v_leases) a
        where a.expires_at > v_now
        offset 0
      ) l
      cross join lateral pg_catalog.unnest(l.job_ids) as i (job_id)
    ) h on h.lease_token = s.lease_token and h.job_id = s.job_id
  ), completed as (
    update headgate_private.job_queue j
    set state = 'completed', finished_at = v_now, result = s.result, attempt = j.attempt + 1, ready_xid = null,
      lease_token = s.lease_token, worker = s.worker, started_at = s.claimed_at,
      first_started_at = coalesce(j.first_started_at, s.claimed_at),
      actual_tokens = case when s.actual_tokens is null then j.actual_tokens else coalesce(j.actual_tokens, 0) + s.actual_tokens end,
      actual_input_tokens = case when s.actual_input_tokens is null then j.actual_input_tokens
        else coalesce(j.actual_input_tokens, 0) + s.actual_input_tokens end,
      actual_output_tokens = case when s.actual_output_tokens is null then j.actual_output_tokens
        else coalesce(j.actual_output_tokens, 0) + s.actual_output_tokens end,
      actual_cost = case when s.actual_cost is null then j.actual_cost
        else least(coalesce(j.actual_cost, 0), 9000000000000000000) + s.actual_cost end,
      wait_seconds = j.wait_seconds + greatest(extract(epoch from s.claimed_at - j.scheduled_at)::double precision, 0),
      run_seconds = j.run_seconds + greatest(extract(epoch from v_now - s.claimed_at)::double precision, 0)
    from judged s
    where s.outcome = 'completed' and j.job_id = s.job_id and j.job_id = any (v_ids)
      and j.job_id between v_ids[1] and v_ids[pg_catalog.cardinality(v_ids)]
    returning j.job_id, j.lease_token, j.attempt, j.worker, j.correlation_id, j.idempotency_key, j.concurrency_key, j.job_type,
      s.actual_tokens::double precision / nullif(j.estimated_tokens, 0) as ratio,
      case when s.endpoint_id is not null then row(s.endpoint_id, s.claimed_at, s.endpoint_ids,
        row(null, 1, j.estimated_tokens, j.estimated_input_tokens, j.estimated_output_tokens, j.estimated_cost)::headgate_private.charge,
        row(null, s.actual_requests, s.actual_tokens, s.actual_input_tokens, s.actual_output_tokens, s.actual_cost)::headgate_private.charge,
        s.terms)::headgate_private.job_grant end as job_grant
  ), recorded as (
    insert into headgate_private.audit_log (
      logged_at, job_ids, lease_token, attempt, from_state, to_state, action, actor, worker, correlation_id
    )
    select v_now, pg_catalog.array_agg(c.job_id order by c.job_id), c.lease_token, c.attempt, 'running', 'completed', 'completed',
      v_actor, c.worker, c.correlation_id
    from completed c
    group by c.job_id >> 8, c.lease_token, c.attempt, c.worker, c.correlation_id
  ), learned as (
    insert into headgate_private.estimate_sample (job_type, ratios)
    select c.job_type, pg_catalog.array_agg(c.ratio) from completed c where c.ratio is not null group by c.job_type
  ), done as (
    select pg_catalog.array_agg(c.job_id) as job_ids, pg_catalog.array_agg(c.lease_token) as lease_tokens,
      pg_catalog.array_agg(c.job_id) filter (where c.idempotency_key is not null) as with_key,
      pg_catalog.array_agg(c.job_id) filter (where c.concurrency_key is not null) as in_turn,
      pg_catalog.array_agg(c.job_grant) filter (where (c.job_grant).endpoint_id is not null) as grants
    from completed c
  )
  select d.job_ids, d.lease_tokens, d.with_key, d.in_turn, d.grants, j.elements, j.named, j.outcomes
  into v_all
  from done d
  cross join (
    select pg_catalog.array_agg(g.element order by g.element) as elements, pg_catalog.array_agg(g.job_id order by g.element) as named,
      pg_catalog.array_agg(g.outcome order by g.element) as outcomes
    from judged g
  ) j;
  job_ids := v_all.job_ids;
  lease_tokens := v_all.lease_tokens;
  with_key := v_all.with_key;
  in_turn := v_all.in_turn;
  grants := v_all.grants;
  elements := v_all.elements;
  named := v_all.named;
  outcomes := v_all.outcomes;
  if pg_catalog.cardinality(pg_catalog.array_positions(outcomes, 'completed')) > coalesce(pg_catalog.cardinality(job_ids), 0) then
    perform headgate_private.raise_old_snapshot();
  end if;
end
$$;

comment on function headgate_private.complete_held(headgate_private.settlement[]) is 'Writes the completion of held jobs; returns what is left to be cleaned up, and the outcome of each element.';
