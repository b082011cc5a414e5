-- What becomes of failed jobs: queued again after their backoff, or dead-lettered when the failure is final, the
-- attempts are used up, or the next attempt would start past the deadline.
create function headgate_private.decide_failures(p_settlements headgate_private.settlement[], p_now timestamptz)
returns headgate_private.settlement[]
language sql
volatile
as $$
  select coalesce(pg_catalog.array_agg(row(
      d.element, d.job_id, d.lease_token, d.held,
      case
        when not d.held then 'lease_lost'
        when d.retryable is not false and d.attempt + 1 < d.max_attempts and (d.deadline_at is null or d.at < d.deadline_at) then 'queued'
        else 'dead_lettered'
      end,
      d.result, coalesce(d.error, 'null'), d.retryable, d.at, d.actual_tokens, d.actual_requests,
      d.actual_input_tokens, d.actual_output_tokens, d.actual_cost
    )::headgate_private.settlement order by d.element), '{}')
  from (
    select s.*, j.attempt, j.max_attempts, j.deadline_at,
      greatest(coalesce(
        s.next_at, p_now + headgate_private.backoff_seconds(t, j.retry_count + 1) * interval '1 second'
      ), p_now) as at
    from pg_catalog.unnest(p_settlements) s
    left join headgate_private.job_queue j on j.job_id = s.job_id
    left join headgate_private.job_type t on t.job_type = j.job_type
  ) d
$$;

comment on function headgate_private.decide_failures(headgate_private.settlement[], timestamptz) is 'The settlements of failed jobs with their outcome: queued, dead_lettered or lease_lost.';
