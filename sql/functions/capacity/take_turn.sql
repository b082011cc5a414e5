-- Waits for its turn at a row that many want. Who waits at the row itself is woken to set up its statement anew while all others
-- wait for it; who has waited for a turn finds the row as the last one left it. It is the lock of the row that counts: turns are
-- left to transactions that had written and locked nothing when they called (p_alone), one to each, so that nobody waits
-- for one with a row in hand that the others need. In SQL, to become part of the expression that calls it.
-- Locks: an advisory lock, until the transaction ends.
create function headgate_private.take_turn(p_key bigint, p_alone boolean)
returns timestamptz
language sql
as $$
  select case
    when (
      p_alone and coalesce(pg_catalog.current_setting('headgate.turn', true), '') = ''
      and pg_catalog.set_config('headgate.turn', 'taken', true) is not null and pg_catalog.pg_advisory_xact_lock(p_key) is not null
    ) is not null then headgate_private.clock()
  end
$$;

comment on function headgate_private.take_turn(bigint, boolean) is 'The moment at which nobody else has this turn; at once, if it needs none or may not wait.';
