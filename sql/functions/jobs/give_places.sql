-- blocked → ready for jobs of one key that were taken out of those that wait behind others, each with a place among the
-- jobs of the key; or dead_lettered, without one, for those whose deadline has passed. Returns how many got a place.
-- Locks: job_queue; idempotency for jobs that are given up.
create function headgate_private.give_places(p_jobs headgate_private.blocked[])
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_given integer;
begin
  if (select pg_catalog.bool_or(b.deadline_at <= v_now) from pg_catalog.unnest(p_jobs) b) then
    perform headgate_private.bury_late(array(select b.job_id from pg_catalog.unnest(p_jobs) b where b.deadline_at <= v_now), v_now);
  end if;

  with admitted as materialized (
    select b.* from pg_catalog.unnest(p_jobs) b where b.deadline_at is null or b.deadline_at > v_now
  ), held as (
    insert into headgate_private.key_slot (lane, concurrency_key, job_id)
    select a.lane, a.concurrency_key, a.job_id from admitted a
  ), noted as (
    update headgate_private.job_queue j
    set ready_xid = pg_catalog.pg_current_xact_id()
    from admitted a
    where j.job_id = a.job_id
  ), opened as (
    insert into headgate_private.line (lane, priority)
    select d.lane, d.priority
    from (select distinct a.lane, a.priority from admitted a) d
    where (select n.lane from headgate_private.line n where n.lane = d.lane and n.priority = d.priority limit 1) is null
  ), placed as (
    insert into headgate_private.ready (xid, job_id, since, deadline_at, lane, tokens, input_tokens, output_tokens, cost, priority)
    select pg_catalog.pg_current_xact_id(), a.job_id, v_now, a.deadline_at, a.lane, a.tokens, a.input_tokens, a.output_tokens,
      a.cost, a.priority
    from admitted a
    returning 1
  )
  select pg_catalog.count(*) into v_given from placed;
  return v_given;
end
$$;

comment on function headgate_private.give_places(headgate_private.blocked[]) is 'Lets jobs that were blocked into line; returns how many.';
