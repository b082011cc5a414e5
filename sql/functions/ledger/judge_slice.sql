-- Judges the next p_limit jobs of a partition, from its end on: those that finished last are there. What is past its
-- retention can never change again: a dead letter is forgotten here, and if somebody is redriving it, it stays.
-- Locks: dead_letter (skipping locked).
create function headgate_private.judge_slice(p_partition headgate_private.ledger_partition, p_limit integer)
returns headgate_private.ledger_partition
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_judged record;
begin
  with slice as materialized (
    select j.job_id, j.job_type, j.state = 'dead_lettered' as dead,
      coalesce(j.finished_at <= case j.state when 'dead_lettered' then p_partition.dead_before else p_partition.completed_before end,
        false) as past
    from headgate_private.job_queue j
    where j.job_id >= p_partition.from_id and j.job_id < p_partition.judged_to
    order by j.job_id desc
    limit p_limit
  ), listed as materialized (
    select d.job_type, d.job_id
    from slice s
    join headgate_private.dead_letter d on d.job_type = s.job_type and d.job_id = s.job_id
    where s.dead and s.past
  ), free as materialized (
    select d.job_type, d.job_id
    from listed l
    join headgate_private.dead_letter d on d.job_type = l.job_type and d.job_id = l.job_id
    for update of d skip locked
  ), forgotten as (
    delete from headgate_private.dead_letter d using free f
    where d.job_type = f.job_type and d.job_id = f.job_id
    returning d.job_id
  ), stays as (
    select s.job_id from slice s where not s.past
    union all
    (select l.job_id from listed l except all select f.job_id from forgotten f)
  )
  select pg_catalog.count(*) as jobs, pg_catalog.min(s.job_id) as first_id, array(select t.job_id from stays t) as stragglers
  into v_judged
  from slice s;
  p_partition.judged_to := case when v_judged.jobs < p_limit then p_partition.from_id else v_judged.first_id end;
  p_partition.stragglers := p_partition.stragglers || v_judged.stragglers;
  return p_partition;
end
$$;

comment on function headgate_private.judge_slice(headgate_private.ledger_partition, integer) is 'A partition after some more of its jobs were judged past their retention or stragglers.';
