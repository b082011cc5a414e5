-- For jobs that come back into line (1) or leave it without being claimed (-1), as the ledger has them now. One that is for
-- a later time than queues are reckoned for does not count; when its time comes nearer, the next count finds it.
create function headgate_private.note_waiting(p_job_ids bigint[], p_sign integer, p_now timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from headgate_private.api_rate_limits l where l.queue_depth_limit is not null and l.backpressure <> 'accept') then
    insert into headgate_private.queue_change (endpoint_id, jobs, tokens)
    select t.endpoint_id, p_sign * pg_catalog.count(*), p_sign * pg_catalog.sum(j.estimated_tokens)
    from pg_catalog.unnest(p_job_ids) as i (job_id)
    join headgate_private.job_queue j on j.job_id = i.job_id
    join headgate_private.job_type t on t.job_type = j.job_type
    join headgate_private.api_rate_limits l on l.endpoint_id = t.endpoint_id
    where l.queue_depth_limit is not null and l.backpressure <> 'accept' and j.scheduled_at <= headgate_private.queue_horizon(p_now)
    group by t.endpoint_id;
  end if;
end
$$;

comment on function headgate_private.note_waiting(bigint[], integer, timestamptz) is 'Notes jobs that come to wait for their endpoints, or (negative) no longer do.';
