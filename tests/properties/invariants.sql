-- What is true of a Headgate database at every commit. One row for each broken invariant, with an example.
with
waiting as (
  select job_id, lane, priority, tokens, xid, null::timestamptz as due_at from headgate_private.ready
  union all
  select job_id, lane, priority, tokens, null, due_at from headgate_private.scheduled
),
held as (
  select h.job_id, l.lease_token, l.job_type, l.worker
  from headgate_private.lease l
  cross join lateral unnest(l.job_ids) as h (job_id)
),
transition as (
  select a.job_id, a.audit_id, a.from_state, a.to_state, a.action,
    lag(a.to_state) over per_job as before,
    row_number() over per_job as number,
    lead(a.audit_id) over per_job is null as latest
  from headgate_private.audit_log a
  where a.to_state is not null
  window per_job as (partition by a.job_id order by a.audit_id)
),
claim as (
  select a.job_id, a.lease_token, count(*) as times
  from headgate_private.audit_log a
  where a.action = 'claimed'
  group by a.job_id, a.lease_token
),
settlement as (
  select a.job_id, a.lease_token, count(*) as times
  from headgate_private.audit_log a
  where a.from_state = 'running'
  group by a.job_id, a.lease_token
),
finding (invariant, example) as (
  select 'a queued job has exactly one waiting row', j.job_id::text
  from headgate_private.job_queue j
  where j.state = 'queued' and (select count(*) from waiting w where w.job_id = j.job_id) <> 1
  union all
  select 'only queued jobs have a waiting row', w.job_id::text
  from waiting w
  left join headgate_private.job_queue j on j.job_id = w.job_id
  where j.state is distinct from 'queued'
  union all
  select 'a waiting row agrees with the ledger', w.job_id::text
  from waiting w
  join headgate_private.job_queue j on j.job_id = w.job_id
  join headgate_private.job_type t on t.job_type = j.job_type
  where (w.lane, w.priority, w.tokens) <> (t.lane, j.priority, j.estimated_tokens)
    or w.xid is distinct from j.ready_xid
    or w.due_at is not null and w.due_at <> j.scheduled_at
  union all
  select 'no ready row lies before its head', w.job_id::text
  from waiting w
  join headgate_private.head h on h.lane = w.lane and h.priority = w.priority
  where w.xid < h.xid
  union all
  select 'a running job is held by exactly one lease, its own', j.job_id::text
  from headgate_private.job_queue j
  where j.state = 'running'
    and (select array_agg(h.lease_token) from held h where h.job_id = j.job_id) is distinct from array[j.lease_token]
  union all
  select 'a lease holds only running jobs of its type and worker', h.job_id::text
  from held h
  left join headgate_private.job_queue j on j.job_id = h.job_id
  where j.state is distinct from 'running' or j.job_type <> h.job_type or j.worker <> h.worker
  union all
  select 'no lease is empty', l.lease_token::text
  from headgate_private.lease l
  where l.job_ids = '{}'
  union all
  select 'calls in flight are running jobs and open reservations', format('%s/%s %s', e.provider, e.endpoint, e.in_flight)
  from headgate_private.api_rate_limits e
  where e.in_flight <>
    (select count(*) from headgate_private.job_queue j where j.state = 'running' and j.reserved_endpoint_id = e.endpoint_id)
    + (select count(*) from headgate_private.reservation r where r.endpoint_id = e.endpoint_id)
  union all
  select 'a transition is legal', format('%s: %s → %s by %s', t.job_id, t.from_state, t.to_state, t.action)
  from transition t
  where not exists (
    select from headgate_private.job_transition l
    where l.action = t.action and l.to_state = t.to_state and l.from_state is not distinct from t.from_state
  )
  union all
  select 'each transition begins where the one before it ended', format('%s: %s after %s', t.job_id, t.from_state, t.before)
  from transition t
  where t.from_state is distinct from t.before
  union all
  select 'the latest transition led to the present state', format('%s: %s, but %s', j.job_id, j.state, t.to_state)
  from headgate_private.job_queue j
  left join transition t on t.job_id = j.job_id and t.latest
  where t.to_state is distinct from j.state
  union all
  select 'a lease is given for a job once and ends once', format('%s under %s', c.job_id, c.lease_token)
  from claim c
  full join settlement s on s.job_id = c.job_id and s.lease_token = c.lease_token
  where c.times is distinct from 1 or s.times > 1
  union all
  select 'a job is completed once', t.job_id::text
  from transition t
  where t.to_state = 'completed'
  group by t.job_id
  having count(*) > 1
  union all
  select 'finished_at is set once finished', j.job_id::text
  from headgate_private.job_queue j
  where (j.finished_at is not null) <> (j.state in ('completed', 'dead_lettered', 'cancelled'))
  union all
  select 'the dead letters are the dead-lettered jobs', coalesce(d.job_id, j.job_id)::text
  from headgate_private.dead_letter d
  full join (select j.job_id, j.job_type from headgate_private.job_queue j where j.state = 'dead_lettered') j
    on j.job_id = d.job_id and j.job_type = d.job_type
  where d.job_id is null or j.job_id is null
  union all
  select 'a key stands for a job of its type and key, unfinished if it is for unfinished jobs', format('%s %s', i.job_type, i.key)
  from headgate_private.idempotency i
  left join headgate_private.job_queue j on j.job_id = i.job_id
  where (j.job_type, j.idempotency_key) is distinct from (i.job_type, i.key)
    and (j.job_id is not null or i.until_finished or i.job_id >= (select min(job_id) from headgate_private.job_queue))
    or i.until_finished and j.state not in ('queued', 'running')
  union all
  select 'no slot is below zero', format('%s/%s', e.provider, e.endpoint)
  from headgate_private.api_rate_limits e
  where (select min(n) from unnest(e.request_slots || e.token_slots) n) < 0
)
select f.invariant, min(f.example) as example
from finding f
group by f.invariant
order by f.invariant
