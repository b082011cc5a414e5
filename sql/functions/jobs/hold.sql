-- Locks the leases of what is to be settled and marks what is really held: lease alive, job among its jobs.
-- A second report of a job that this very lease has completed is marked already. Of a job named twice in a
-- batch, the first counts.
-- Written so that stale statistics cannot mislead it: an EXISTS may be answered by hashing the whole table, a list
-- and a subquery may not. Only what is unrolled is joined by hash: a loop would take the square of a batch.
-- Locks: lease, in key order.
create function headgate_private.hold(p_settlements headgate_private.settlement[])
returns headgate_private.settlement[]
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
as $$
declare
  v_held headgate_private.settlement[];
  v_tokens uuid[] := array(select distinct s.lease_token from pg_catalog.unnest(p_settlements) s);
begin
  perform from headgate_private.lease l
  where l.lease_token = any (v_tokens)
  order by l.lease_token
  for update;

  select pg_catalog.array_agg(row(
      s.element, s.job_id, s.lease_token, l.lease_token is not null and s.repeat = 1,
      case when l.lease_token is null then coalesce((
        select j.state = 'completed' from headgate_private.job_queue j
        where j.job_id = s.job_id and j.lease_token = s.lease_token
      ), false) else false end,
      s.outcome, s.result, s.error, s.retryable, s.next_at,
      s.actual_tokens, s.actual_requests
    )::headgate_private.settlement order by s.element)
  into v_held
  from (
    select u.*, pg_catalog.row_number() over (partition by u.job_id, u.lease_token order by u.element) as repeat
    from pg_catalog.unnest(p_settlements) u
  ) s
  left join (
    select a.lease_token, h.job_id
    from headgate_private.lease a
    cross join lateral pg_catalog.unnest(a.job_ids) as h (job_id)
    where a.lease_token = any (v_tokens)
      and a.expires_at > headgate_private.clock()
  ) l on l.lease_token = s.lease_token and l.job_id = s.job_id;
  return coalesce(v_held, '{}');
end
$$;

comment on function headgate_private.hold(headgate_private.settlement[]) is 'The settlements, each marked whether its job is held under its lease, with the leases locked.';
