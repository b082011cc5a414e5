-- Everything that is due, bounded; or, now and then, the rotation of a table and nothing else: while it is under way
-- nobody can use the table, so it must hold nothing and wait for nothing that others hold.
-- Any number of callers may run it at once; each takes what no other holds.
-- Only the reclaim waits for endpoints, in their order; whatever follows skips what others hold.
-- Schedules come first: what they lock, nobody waits for while holding a lease or a place.
-- The ledger comes last, so that it is locked as shortly as can be; it has twenty jobs judged for each of the limit.
-- Locks: job_schedule (skipping locked) → idempotency; lease → job_queue → idempotency → api_rate_limits;
--        scheduled → job_queue; ready, blocked → job_queue; estimate_sample → learned_estimate; then, skipping locked, api_rate_limits → reservation; head; those
--        of turn_ledger and retire_ledger.
--        Or one table, exclusively, for which it waits a tenth of a second at most → job_queue.
create function headgate.tick(p_limit integer default 1000)
returns table (
  promoted headgate.nn_integer,
  reclaimed headgate.nn_integer,
  reservations_expired headgate.nn_integer,
  heads_moved headgate.nn_integer,
  purged headgate.nn_integer,
  scheduled headgate.nn_integer,
  partitions_made headgate.nn_integer,
  partitions_retired headgate.nn_integer,
  rotated headgate.nn_integer
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_swept record;
  v_scheduled integer;
  v_rotated integer;
begin
  perform headgate_private.require(p_limit between 1 and 100000, 'p_limit', 'must be between 1 and 100000');
  v_rotated := headgate_private.rotate();
  if v_rotated is not null then
    return query select 0::headgate.nn_integer, 0::headgate.nn_integer, 0::headgate.nn_integer, 0::headgate.nn_integer,
      0::headgate.nn_integer, 0::headgate.nn_integer, 0::headgate.nn_integer, 0::headgate.nn_integer, v_rotated::headgate.nn_integer;
    return;
  end if;
  v_scheduled := headgate_private.fire_schedules(p_limit);
  v_swept := headgate_private.sweep('-infinity', p_limit);
  perform headgate_private.admit_keyed(array(select t.job_type from headgate_private.job_type t));
  perform headgate_private.renew_restored(p_limit);
  perform headgate_private.prune_marks();
  perform headgate_private.learn_estimates(p_limit);
  perform headgate_private.sum_queues();
  return query select v_swept.promoted::headgate.nn_integer, v_swept.reclaimed::headgate.nn_integer,
    headgate_private.expire_reservations(null, p_limit)::headgate.nn_integer,
    headgate_private.move_heads(p_limit)::headgate.nn_integer,
    headgate_private.purge(p_limit)::headgate.nn_integer, v_scheduled::headgate.nn_integer,
    headgate_private.turn_ledger()::headgate.nn_integer,
    headgate_private.retire_ledger(20 * p_limit)::headgate.nn_integer, 0::headgate.nn_integer;
end
$$;

comment on function headgate.tick(integer) is
'Does everything that is due: enqueues recurring jobs, brings due jobs into line, reclaims the jobs of dead workers, expires reservations, lets estimates learn, moves heads, makes room in the ledger, forgets what is past its retention.

Workers call it by themselves; pg_cron or a person may call it too, any number at once. Call it in a transaction of its own: a call that empties a table of dead rows (rotated) does nothing else, and nobody can use the table until that transaction has ended.
@param p_limit At most so many of each kind, 1 to 100000; of recurring jobs at most 60.
@returns one row: how many of each. Partitions of the ledger are made ahead, and at most one is dropped in a call.
@errors JQ001 JQ107
@since 0.1';
