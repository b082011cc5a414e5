-- Puts jobs in line: now, or at their time. Their ledger rows must already say so (scheduled_at, and ready_xid
-- for those that may run at once).
create function headgate_private.join_line(p_job_ids bigint[])
returns void
language sql
as $$
  with waiting as (
    select j.job_id, j.scheduled_at, j.ready_xid, j.estimated_tokens, j.priority, t.lane
    from headgate_private.job_queue j
    join headgate_private.job_type t on t.job_type = j.job_type
    where j.job_id = any (p_job_ids)
  ), placed as (
    insert into headgate_private.ready (xid, job_id, lane, tokens, priority)
    select w.ready_xid, w.job_id, w.lane, w.estimated_tokens, w.priority from waiting w where w.ready_xid is not null
  )
  insert into headgate_private.scheduled (due_at, job_id, lane, tokens, priority)
  select w.scheduled_at, w.job_id, w.lane, w.estimated_tokens, w.priority from waiting w where w.ready_xid is null
$$;

comment on function headgate_private.join_line(bigint[]) is 'Inserts the waiting rows of queued jobs.';
