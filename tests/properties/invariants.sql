-- What is true of a Headgate database at every commit. One row for each broken invariant, with an example.
with
waiting as (
  select job_id, lane, priority, tokens, input_tokens, output_tokens, cost, xid, null::timestamptz as due_at, null as concurrency_key
  from headgate_private.ready where priority < 10
  union all
  select job_id, lane, priority, tokens, input_tokens, output_tokens, cost, null, due_at, null from headgate_private.scheduled
  union all
  select job_id, lane, priority, tokens, input_tokens, output_tokens, cost, null, null, concurrency_key from headgate_private.blocked
),
head as (
  select n.lane, n.priority, h.xid, h.job_id, h.open_xids
  from (select distinct n.lane, n.priority from headgate_private.line n) n
  cross join lateral headgate_private.head_of(n.lane, n.priority) h
),
held as (
  select h.job_id, l.lease_token, l.job_type, l.endpoint_id, l.endpoint_ids
  from headgate_private.lease l
  cross join lateral unnest(l.job_ids) as h (job_id)
),
transition as (
  select j.job_id, a.audit_id, a.from_state, a.to_state, a.action,
    lag(a.to_state) over per_job as before,
    row_number() over per_job as number,
    lead(a.audit_id) over per_job is null as latest
  from headgate_private.audit_log a
  cross join lateral unnest(a.job_ids) as j (job_id)
  where a.to_state is not null
  window per_job as (partition by j.job_id order by a.audit_id)
),
claim as (
  select j.job_id, a.lease_token, count(*) as times
  from headgate_private.audit_log a
  cross join lateral unnest(a.job_ids) as j (job_id)
  where a.action = 'claimed'
  group by j.job_id, a.lease_token
),
settlement as (
  select j.job_id, a.lease_token, count(*) as times
  from headgate_private.audit_log a
  cross join lateral unnest(a.job_ids) as j (job_id)
  where a.from_state = 'running'
  group by j.job_id, a.lease_token
),
finding (invariant, example) as (
  select 'a job that has not finished waits in one place or is held by one lease', j.job_id::text
  from headgate_private.job_queue j
  where j.state = 'queued'
    and (select count(*) from waiting w where w.job_id = j.job_id) + (select count(*) from held h where h.job_id = j.job_id) <> 1
  union all
  select 'only jobs that have not finished wait or are held', m.job_id::text
  from (select w.job_id from waiting w union all select h.job_id from held h) m
  left join headgate_private.job_queue j on j.job_id = m.job_id
  where j.state is distinct from 'queued'
  union all
  select 'a waiting row agrees with the ledger', w.job_id::text
  from waiting w
  join headgate_private.job_queue j on j.job_id = w.job_id
  join headgate_private.job_type t on t.job_type = j.job_type
  where (w.lane, w.priority, w.tokens) <> (t.lane, j.priority, j.estimated_tokens)
    or (w.input_tokens, w.output_tokens, w.cost)
      is distinct from (j.estimated_input_tokens, j.estimated_output_tokens, j.estimated_cost)
    or w.xid is distinct from j.ready_xid
    or w.due_at is not null and w.due_at <> j.scheduled_at
    or w.concurrency_key is not null and w.concurrency_key <> j.concurrency_key
  union all
  select 'no ready row lies before its head', r.job_id::text
  from headgate_private.ready r
  join head h on h.lane = r.lane and h.priority = r.priority
  where (r.xid, r.job_id) < (h.xid, h.job_id) and r.xid <> all (h.open_xids)
  union all
  select 'each ready row stands in a known line', r.job_id::text
  from headgate_private.ready r
  where not exists (select from headgate_private.line n where n.lane = r.lane and n.priority = r.priority)
  union all
  select 'a keyed job in line or running takes a place of its key, and no other but a fifo job to be tried again', j.job_id::text
  from headgate_private.job_queue j
  join headgate_private.job_type t on t.job_type = j.job_type
  left join headgate_private.key_slot k
    on k.lane = t.lane and k.concurrency_key = j.concurrency_key and k.job_id = j.job_id
  where j.concurrency_key is not null
    and (k.job_id is not null) <> (
      j.job_id in (select h.job_id from held h) or j.job_id in (select r.job_id from headgate_private.ready r where r.priority < 10)
      or k.job_id is not null and t.key_order = 'fifo' and j.job_id in (select s.job_id from headgate_private.scheduled s)
    )
  union all
  select 'no key has more places taken than it has', format('%s %s', t.job_type, k.concurrency_key)
  from headgate_private.key_slot k
  join headgate_private.job_type t on t.lane = k.lane
  group by t.job_type, t.key_concurrency, k.concurrency_key
  having count(*) > t.key_concurrency
  union all
  select 'blocked jobs wait for jobs of their key, or there is news of it', format('%s %s', t.job_type, b.concurrency_key)
  from headgate_private.blocked b
  join headgate_private.job_type t on t.lane = b.lane
  where (select count(*) from headgate_private.key_slot k where k.lane = b.lane and k.concurrency_key = b.concurrency_key) < t.key_concurrency
    and not exists (
      select from headgate_private.ready r
      join headgate_private.job_queue j on j.job_id = r.job_id
      where r.lane = b.lane and r.priority = 10 and j.concurrency_key = b.concurrency_key
    )
  union all
  select 'a lease holds only jobs of its type', h.job_id::text
  from held h
  join headgate_private.job_queue j on j.job_id = h.job_id
  where j.job_type <> h.job_type
  union all
  select 'no lease is empty', l.lease_token::text
  from headgate_private.lease l
  where l.job_ids = '{}'
  union all
  select 'calls in flight are running jobs and open reservations', format('%s/%s %s', e.provider, e.endpoint, e.in_flight)
  from headgate_private.api_rate_limits e
  where e.in_flight <>
    (select count(*) from held h where e.endpoint_id = any (coalesce(h.endpoint_ids, array[h.endpoint_id])))
    + (
      select coalesce(sum(r.places), 0) from headgate_private.reservation r
      where e.endpoint_id = any (headgate_private.endpoints_held(r.endpoint_id, r.charges))
    )
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
  where t.to_state is distinct from case when j.job_id in (select h.job_id from held h) then 'running' else j.state end
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
    or i.until_finished and j.state <> 'queued'
  union all
  select 'what is taken of an endpoint is what its slots hold', format('%s/%s', e.provider, e.endpoint)
  from headgate_private.api_rate_limits e
  where (e.requests_taken, e.tokens_taken)
    <> ((select sum(n) from unnest(e.request_slots) n), (select sum(n) from unnest(e.token_slots) n))
    or exists (select from unnest(e.meters) m where m.taken <> (select sum(n) from unnest(m.slots) n) or m.taken < 0)
  union all
  select 'kinds of tokens are told apart or not, and their sum is the total', j.job_id::text
  from headgate_private.job_queue j
  where coalesce(j.estimated_input_tokens + j.estimated_output_tokens, j.estimated_tokens) <> j.estimated_tokens
    or (j.estimated_input_tokens is null) <> (j.estimated_output_tokens is null)
  union all
  select 'the span in which only limits decide is that of the newest slot', format('%s/%s', e.provider, e.endpoint)
  from headgate_private.api_rate_limits e
  where e.plain_until is not null
    and (e.plain_from, e.plain_until) is distinct from (select (s.plain_from, s.plain_until) from headgate_private.plain_span(e) s)
  union all
  select 'no slot is below zero', format('%s/%s', e.provider, e.endpoint)
  from headgate_private.api_rate_limits e
  where (select min(n) from unnest(e.request_slots || e.token_slots) n) < 0
)
select f.invariant, min(f.example) as example
from finding f
group by f.invariant
order by f.invariant
