-- Counting places and taking them is exact because only one caller at a time looks after a key, until its transaction
-- ends; a job that ends at the same time still counts. The lock is one of all the advisory locks of the database, by a
-- hash of 64 bits. Nobody waits for it here, so one that is taken by another key, a deploy or an application
-- that happens to use the number delays the key until it is given back, and nothing worse.
-- Effect: blocked → ready with a place, or dead_lettered if the deadline has passed.
-- Locks:  a try-lock per key, blocked (skipping locked), job_queue, idempotency.
-- Returns whether the key is done with, until a job of it comes or goes.
create function headgate_private.admit_key(p_lane integer, p_key text)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_order text;
  v_free integer;
  v_jobs headgate_private.blocked[];
begin
  if not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(p_key, p_lane)) then
    return false;
  end if;
  select t.key_order, t.key_concurrency - (
    select pg_catalog.count(*) from headgate_private.key_slot k where k.lane = p_lane and k.concurrency_key = p_key
  ) into v_order, v_free
  from headgate_private.job_type t
  where t.lane = p_lane;
  for v_round in 1 .. 100 loop
    exit when v_free <= 0;
    v_jobs := array(select b from headgate_private.pick_blocked(p_lane, p_key, v_order, v_free) b);
    exit when v_jobs = '{}';
    v_free := v_free - headgate_private.give_places(v_jobs);
  end loop;
  return v_free <= 0 or (
    select b.job_id from headgate_private.blocked b where b.lane = p_lane and b.concurrency_key = p_key limit 1
  ) is null;
end
$$;

comment on function headgate_private.admit_key(integer, text) is 'Lets blocked jobs of a key into line, as far as the key has places.';
