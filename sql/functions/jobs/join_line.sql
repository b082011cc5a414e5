-- Puts jobs in line that were not: now, at their time, or behind the others of their concurrency key. A job that has
-- kept its place among those (fifo, to be tried again) needs no other. Their ledger rows must already say
-- when they may run and that they have no ready row; this tells them where that stands.
-- Locks: job_queue.
create function headgate_private.join_line(p_job_ids bigint[], p_now timestamptz)
returns void
language sql
as $$
  select headgate_private.refuse_old_snapshot();
  with waiting as materialized (
    select j.job_id, j.scheduled_at, j.deadline_at, j.estimated_tokens, j.priority, t.lane, j.concurrency_key,
      j.scheduled_at <= p_now as due,
      j.scheduled_at <= p_now and (j.concurrency_key is null or (
        select k.job_id from headgate_private.key_slot k
        where k.lane = t.lane and k.concurrency_key = j.concurrency_key and k.job_id = j.job_id
      ) is not null) as free
    from pg_catalog.unnest(p_job_ids) as i (job_id)
    join headgate_private.job_queue j on j.job_id = i.job_id
    join headgate_private.job_type t on t.job_type = j.job_type
  ), noted as (
    update headgate_private.job_queue j
    set ready_xid = pg_catalog.pg_current_xact_id()
    from waiting w
    where w.free and j.job_id = w.job_id
  ), put_behind as (
    insert into headgate_private.blocked (job_id, deadline_at, lane, tokens, priority, concurrency_key)
    select w.job_id, w.deadline_at, w.lane, w.estimated_tokens, w.priority, w.concurrency_key
    from waiting w
    where w.due and not w.free
  ), put_off as (
    insert into headgate_private.scheduled (due_at, job_id, deadline_at, lane, tokens, priority, concurrency_key)
    select w.scheduled_at, w.job_id, w.deadline_at, w.lane, w.estimated_tokens, w.priority, w.concurrency_key
    from waiting w
    where not w.due
  ), placed as (
    insert into headgate_private.ready (xid, job_id, since, deadline_at, lane, tokens, priority)
    select pg_catalog.pg_current_xact_id(), w.job_id, p_now, w.deadline_at, w.lane, w.estimated_tokens,
      case when w.free then w.priority else 10 end
    from waiting w
    where w.due and (w.free or w.job_id in (
      -- One row tells of all that came to a key.
      select pg_catalog.min(k.job_id) from waiting k where k.due and not k.free group by k.lane, k.concurrency_key
    ))
    on conflict do nothing
    returning lane, priority
  ), opened as (
    insert into headgate_private.line (lane, priority)
    select d.lane, d.priority
    from (select distinct p.lane, p.priority from placed p) d
    where (select n.lane from headgate_private.line n where n.lane = d.lane and n.priority = d.priority limit 1) is null
  )
  select headgate_private.wake(array(select distinct p.lane from placed p))
$$;

comment on function headgate_private.join_line(bigint[], timestamptz) is 'Inserts the waiting rows of queued jobs that have none.';
