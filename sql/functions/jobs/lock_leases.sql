-- Locks: lease, in key order.
create function headgate_private.lock_leases(p_settlements headgate_private.settlement[])
returns uuid[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tokens uuid[] := array(select distinct s.lease_token from pg_catalog.unnest(p_settlements) s);
begin
  perform headgate_private.refuse_old_snapshot();
  perform from headgate_private.lease l
  where l.lease_token = any (v_tokens)
  order by l.lease_token
  for update;
  return v_tokens;
end
$$;

comment on function headgate_private.lock_leases(headgate_private.settlement[]) is 'Locks the leases of what is to be settled; returns the tokens named, whether there is such a lease or not.';
