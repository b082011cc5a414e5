-- Whoever settles needs no second look at them: under an old snapshot there are many dead ones to walk.
-- Locks: lease, in key order.
create function headgate_private.lock_leases(p_settlements headgate_private.settlement[])
returns headgate_private.lease[]
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
  v_tokens uuid[] := array(select distinct s.lease_token from pg_catalog.unnest(p_settlements) s);
begin
  perform headgate_private.refuse_old_snapshot();
  return array(
    select l from headgate_private.lease l
    where l.lease_token = any (v_tokens)
    order by l.lease_token
    for update
  );
end
$$;

comment on function headgate_private.lock_leases(headgate_private.settlement[]) is 'Locks the leases of what is to be settled and returns those that there are, expired or not.';
