-- Says why, as far as the ledger tells.
create function headgate_private.raise_lease_lost(p_job_id bigint, p_lease_token uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_job record;
  v_lease record;
  v_why text;
begin
  perform headgate_private.refuse_old_snapshot();
  select case when h.job_id is null then j.state else 'running' end as state, h.worker, h.lease_token into v_job
  from headgate_private.job_queue j
  left join (
    select l.lease_token, l.worker, i.job_id
    from headgate_private.lease l
    cross join lateral pg_catalog.unnest(l.job_ids) as i (job_id)
    where p_job_id = any (l.job_ids)
  ) h on h.job_id = j.job_id
  where j.job_id = p_job_id;
  if p_job_id is not null and not found then
    perform headgate_private.raise_unknown_job(p_job_id);
  end if;
  select l.expires_at, l.run_until into v_lease from headgate_private.lease l where l.lease_token = p_lease_token;
  v_why := case
    when v_lease.expires_at <= headgate_private.clock() then 'the lease expired at ' || v_lease.expires_at
    when p_job_id is null then 'the lease is unknown, reclaimed or settled'
    when v_job.state = 'running' and v_job.lease_token <> p_lease_token then 'the job was given to ' || v_job.worker
    else 'the job is ' || v_job.state
  end;
  perform headgate_private.raise(
    'JQ102',
    case when p_job_id is null then 'the lease is lost: ' else pg_catalog.format('job %s is no longer held: ', p_job_id) end || v_why,
    pg_catalog.jsonb_build_object('job_id', p_job_id::text, 'lease_token', p_lease_token, 'state', v_job.state, 'reason', v_why)
  );
end
$$;

comment on function headgate_private.raise_lease_lost(bigint, uuid) is 'Raises JQ102 lease_lost (or JQ101 unknown_job).';
