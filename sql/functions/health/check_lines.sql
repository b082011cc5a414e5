-- One probe of an index per lane and priority, whatever waits behind.
create function headgate_private.check_lines()
returns table (check_name text, subject text, status text, value numeric, threshold numeric, unit text, advice text, detail jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_wait numeric := headgate_private.setting_number('health_wait_seconds');
  v_late numeric := headgate_private.setting_number('health_late_seconds');
begin
  return query
  select 'oldest_ready_job', t.job_type, headgate_private.grade(w.seconds, v_wait, 'infinity'), w.seconds, v_wait, 'seconds',
    case
      when w.seconds < v_wait then ''
      when t.paused_at is not null then 'The job type is paused: resume_job_type lets its jobs go on.'
      when t.endpoint_id is not null then 'More workers, or a higher limit: peek_api_capacity tells what blocks the endpoint.'
      else 'More workers are needed, or none claims this job type.'
    end,
    pg_catalog.jsonb_build_object('job_id', w.job_id::text, 'paused', t.paused_at is not null)
  from headgate_private.job_type t
  cross join lateral (
    select o.job_id, pg_catalog.round(greatest(extract(epoch from v_now - o.since), 0), 1) as seconds
    from headgate_private.open_lines(array[t.job_type], v_now) o
    order by o.since
    limit 1
  ) w
  union all
  select 'overdue_job', t.job_type, headgate_private.grade(d.seconds, v_late, v_late * 10), d.seconds, v_late, 'seconds',
    case when d.seconds >= v_late then 'Nobody brings due jobs into line: run a worker of this type, or call tick.' else '' end,
    pg_catalog.jsonb_build_object('job_id', d.job_id::text)
  from headgate_private.job_type t
  cross join lateral (
    select s.job_id, pg_catalog.round(extract(epoch from v_now - s.due_at), 1) as seconds
    from headgate_private.scheduled s
    where s.lane = t.lane and s.due_at <= v_now
    order by s.due_at, s.job_id
    limit 1
  ) d
  union all
  select 'lost_leases', l.worker, headgate_private.grade(l.seconds, v_late, v_late * 10), l.seconds, v_late, 'seconds',
    case when l.seconds >= v_late then 'Nobody takes back the jobs of dead workers: run a worker, or call tick.' else '' end,
    pg_catalog.jsonb_build_object('leases', l.leases)
  from (
    select (pg_catalog.array_agg(a.worker order by a.expires_at))[1] as worker, pg_catalog.count(*) as leases,
      pg_catalog.round(coalesce(extract(epoch from v_now - pg_catalog.min(a.expires_at)), 0), 1) as seconds
    from headgate_private.lease a
    where a.expires_at <= v_now
  ) l;
end
$$;

comment on function headgate_private.check_lines() is 'How long the first job of each lane has waited, and what is overdue because nobody ticks.';
