-- Somebody who has put jobs behind others and looked after their key himself has taken the row that told of them, and until
-- he commits nobody sees them; but he has the lock of the key. So only what is seen after the lock was free tells.
-- The lock is given back at once, in one expression: in between nothing can be interrupted.
-- Locks: none that is kept.
create function headgate_private.nothing_waits(p_lane integer, p_key text)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
  v_lock bigint := pg_catalog.hashtextextended(p_key, p_lane);
begin
  if not (pg_catalog.pg_try_advisory_lock(v_lock) and pg_catalog.pg_advisory_unlock(v_lock)) then
    return false;
  end if;
  return (
    select b.job_id from headgate_private.blocked b where b.lane = p_lane and b.concurrency_key = p_key limit 1
  ) is null;
end
$$;

comment on function headgate_private.nothing_waits(integer, text) is 'Whether no job waits behind others of its key, nor is about to.';
