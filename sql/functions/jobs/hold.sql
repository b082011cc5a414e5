-- Locks the leases of what is to be settled and marks what is really held: lease alive, job among its jobs. Of a job
-- named twice in a batch, the first counts.
-- Only what is unrolled is joined by hash: a loop would take the square of a batch.
-- Locks: lease, in key order.
create function headgate_private.hold(p_settlements headgate_private.settlement[])
returns headgate_private.settlement[]
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
as $$
declare
  v_leases headgate_private.lease[] := headgate_private.lock_leases(p_settlements);
begin
  return array(
    select row(
      s.element, s.job_id, s.lease_token, l.lease_token is not null and s.repeat = 1, s.outcome, s.result, s.error, s.retryable,
      s.next_at, s.actual_tokens, s.actual_requests, s.actual_input_tokens, s.actual_output_tokens, s.actual_cost
    )::headgate_private.settlement
    from (
      select u.*, pg_catalog.row_number() over (partition by u.job_id, u.lease_token order by u.element) as repeat
      from pg_catalog.unnest(p_settlements) u
    ) s
    left join (
      select a.lease_token, h.job_id
      from pg_catalog.unnest(v_leases) a
      cross join lateral pg_catalog.unnest(a.job_ids) as h (job_id)
      where a.expires_at > headgate_private.clock()
    ) l on l.lease_token = s.lease_token and l.job_id = s.job_id
    order by s.element
  );
end
$$;

comment on function headgate_private.hold(headgate_private.settlement[]) is 'The settlements, each marked whether its job is held under its lease, with the leases locked.';
