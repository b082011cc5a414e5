-- The statement of hand_back, by itself because no loop may be in it: see complete_held.
-- Locks: job_queue; the leases are already locked.
create function headgate_private.hand_back_held(
  p_settlements headgate_private.settlement[],
  p_action text,
  p_reason text,
  p_consumes boolean,
  p_now timestamptz,
  out job_ids bigint[],
  out lease_tokens uuid[],
  out queued bigint[],
  out dead bigint[],
  out grants headgate_private.job_grant[]
)
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_nestloop = off
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  v_actor text := headgate_private.actor();
  v_all record;
  v_ids bigint[] := array(select s.job_id from pg_catalog.unnest(p_settlements) s order by 1);
  v_tokens uuid[] := array(select distinct s.lease_token from pg_catalog.unnest(p_settlements) s);
begin
  with returned as (
    update headgate_private.job_queue j
    set state = s.outcome::headgate.job_state,
      attempt = j.attempt + p_consumes::integer,
      retry_count = j.retry_count + case when s.outcome = 'queued' and p_action in ('retried', 'reclaimed') then 1 else 0 end,
      scheduled_at = case when s.outcome = 'queued' then s.next_at else j.scheduled_at end,
      ready_xid = null,
      finished_at = case when s.outcome <> 'queued' then p_now end,
      lease_token = l.lease_token, worker = l.worker, started_at = l.claimed_at,
      first_started_at = coalesce(j.first_started_at, l.claimed_at),
      actual_tokens = case when s.actual_tokens is null then j.actual_tokens else coalesce(j.actual_tokens, 0) + s.actual_tokens end,
      actual_input_tokens = case when s.actual_input_tokens is null then j.actual_input_tokens
        else coalesce(j.actual_input_tokens, 0) + s.actual_input_tokens end,
      actual_output_tokens = case when s.actual_output_tokens is null then j.actual_output_tokens
        else coalesce(j.actual_output_tokens, 0) + s.actual_output_tokens end,
      actual_cost = case when s.actual_cost is null then j.actual_cost
        else least(coalesce(j.actual_cost, 0), 9000000000000000000) + s.actual_cost end,
      wait_seconds = j.wait_seconds + greatest(extract(epoch from l.claimed_at - j.scheduled_at)::double precision, 0),
      run_seconds = j.run_seconds + greatest(extract(epoch from p_now - l.claimed_at)::double precision, 0),
      error_details = case when s.error is null then j.error_details
        else headgate_private.with_error(j, j.attempt + 1, l.worker, p_reason, s.error, p_now) end
    from pg_catalog.unnest(p_settlements) s
    join headgate_private.lease l on l.lease_token = s.lease_token
    where j.job_id = s.job_id and l.lease_token = any (v_tokens)
      and j.job_id = any (v_ids) and j.job_id between v_ids[1] and v_ids[pg_catalog.cardinality(v_ids)]
    returning j.job_id, j.state, j.lease_token, j.attempt + 1 - p_consumes::integer as attempt, j.worker, j.correlation_id,
      j.scheduled_at, row(l.endpoint_id, l.claimed_at, l.endpoint_ids,
        row(null, 1, j.estimated_tokens, j.estimated_input_tokens, j.estimated_output_tokens, j.estimated_cost)::headgate_private.charge,
        row(null, s.actual_requests, s.actual_tokens, s.actual_input_tokens, s.actual_output_tokens, s.actual_cost)::headgate_private.charge,
        l.terms)::headgate_private.job_grant as job_grant
  ), recorded as (
    insert into headgate_private.audit_log (
      logged_at, job_ids, lease_token, attempt, from_state, to_state, action, actor, worker, correlation_id, details
    )
    select p_now, pg_catalog.array_agg(r.job_id order by r.job_id), r.lease_token, r.attempt, 'running', r.state,
      case when r.state = 'queued' then p_action else r.state::text end, v_actor, r.worker, r.correlation_id,
      pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('reason', p_reason, 'next_at', r.next_at))
    from (select c.*, case when c.state = 'queued' then c.scheduled_at end as next_at from returned c) r
    group by r.job_id >> 8, r.lease_token, r.attempt, r.state, r.worker, r.correlation_id, r.next_at
  )
  select pg_catalog.array_agg(r.job_id) as job_ids, pg_catalog.array_agg(r.lease_token) as lease_tokens,
    coalesce(pg_catalog.array_agg(r.job_id) filter (where r.state = 'queued'), '{}') as queued,
    coalesce(pg_catalog.array_agg(r.job_id) filter (where r.state <> 'queued'), '{}') as dead,
    pg_catalog.array_agg(r.job_grant) as grants
  into v_all
  from returned r;
  job_ids := v_all.job_ids;
  lease_tokens := v_all.lease_tokens;
  queued := v_all.queued;
  dead := v_all.dead;
  grants := v_all.grants;
end
$$;

comment on function headgate_private.hand_back_held(headgate_private.settlement[], text, text, boolean, timestamptz) is 'Writes the end of attempts that did not complete; returns what is left to be cleaned up.';
