-- Counting places and taking them is exact because only one caller at a time looks after a key, until its transaction
-- ends; a job that ends at the same time still counts. Who cannot, or finds a blocked job that somebody else has
-- locked, puts the news of the key back, at the end of the line.
-- Effect: blocked → ready, one key_slot each; job_queue notes the place.
-- Locks:  a try-lock per key, blocked (skipping locked), job_queue.
create function headgate_private.admit_key(p_type headgate_private.job_type, p_key text, p_job_id bigint)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_free integer;
  v_admitted integer;
begin
  if pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(p_key, p_type.lane)) then
    select p_type.key_concurrency - pg_catalog.count(*) into v_free
    from headgate_private.key_slot k
    where k.lane = p_type.lane and k.concurrency_key = p_key;
    with first as materialized (
      select b.ctid as tid
      from headgate_private.blocked b
      where b.lane = p_type.lane and b.concurrency_key = p_key
      order by b.place, b.job_id
      limit greatest(v_free, 0)
      for update skip locked
    ), gone as (
      delete from headgate_private.blocked b
      where b.ctid = any (array(select f.tid from first f))
      returning b.job_id, b.deadline_at, b.tokens, b.priority
    ), held as (
      insert into headgate_private.key_slot (lane, concurrency_key, job_id)
      select p_type.lane, p_key, g.job_id from gone g
    ), noted as (
      update headgate_private.job_queue j
      set ready_xid = pg_catalog.pg_current_xact_id()
      from gone g
      where j.job_id = g.job_id
    ), opened as (
      insert into headgate_private.line (lane, priority)
      select p_type.lane, d.priority
      from (select distinct g.priority from gone g) d
      where (select n.lane from headgate_private.line n where n.lane = p_type.lane and n.priority = d.priority limit 1) is null
    ), placed as (
      insert into headgate_private.ready (xid, job_id, since, deadline_at, lane, tokens, priority)
      select pg_catalog.pg_current_xact_id(), g.job_id, v_now, g.deadline_at, p_type.lane, g.tokens, g.priority from gone g
      returning 1
    )
    select pg_catalog.count(*) into v_admitted from placed;
    if v_admitted >= v_free or (
      select b.job_id from headgate_private.blocked b where b.lane = p_type.lane and b.concurrency_key = p_key limit 1
    ) is null then
      return;
    end if;
  end if;
  insert into headgate_private.ready (xid, job_id, since, lane, tokens, priority)
  values (pg_catalog.pg_current_xact_id(), p_job_id, v_now, p_type.lane, 0, 10)
  on conflict do nothing;
end
$$;

comment on function headgate_private.admit_key(headgate_private.job_type, text, bigint) is 'Lets blocked jobs of a key into line, as far as the key has places.';
