-- For each spec the job that its key stands for: its own id if the key was free (or it has none), else the
-- winner's. Keys are taken in order, so that two batches cannot wait for each other. A key that is taken is
-- locked even though it is not changed, so that its job cannot free it before this transaction has read it.
create function headgate_private.claim_idempotency_keys(
  p_specs headgate_private.job_spec[],
  p_ids bigint[],
  p_now timestamptz
)
returns bigint[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_winners bigint[];
begin
  if not exists (select from pg_catalog.unnest(p_specs) s where s.idempotency_key is not null) then
    return p_ids;
  end if;

  insert into headgate_private.idempotency as i (job_type, key, job_id, expires_at, until_finished)
  select k.job_type, k.key, k.job_id, k.expires_at, k.until_finished
  from (
    select distinct on (s.job_type, s.idempotency_key)
      s.job_type, s.idempotency_key as key, p_ids[s.element + 1] as job_id,
      case s.idempotency_scope
        when 'interval' then p_now + s.idempotency_seconds * interval '1 second'
        else 'infinity'
      end as expires_at,
      s.idempotency_scope = 'unfinished' as until_finished
    from pg_catalog.unnest(p_specs) s
    where s.idempotency_key is not null
    order by s.job_type, s.idempotency_key, s.element
  ) k
  on conflict (job_type, key) do update
  set job_id = excluded.job_id, expires_at = excluded.expires_at, until_finished = excluded.until_finished
  where i.expires_at <= p_now;

  select pg_catalog.array_agg(
      case when s.idempotency_key is null then p_ids[s.element + 1] else i.job_id end
      order by s.element
    )
  into v_winners
  from pg_catalog.unnest(p_specs) s
  left join headgate_private.idempotency i on i.job_type = s.job_type and i.key = s.idempotency_key;
  return v_winners;
end
$$;

comment on function headgate_private.claim_idempotency_keys(headgate_private.job_spec[], bigint[], timestamptz) is 'The job that each spec stands for, after taking the keys that are free.';
