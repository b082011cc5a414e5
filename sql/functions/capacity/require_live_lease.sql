create function headgate_private.require_live_lease(p_lease_token uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_lease_token is not null then
    perform from headgate_private.lease l where l.lease_token = p_lease_token and l.expires_at > headgate_private.clock();
    if not found then
      perform headgate_private.raise_lease_lost(null, p_lease_token);
    end if;
  end if;
end
$$;

comment on function headgate_private.require_live_lease(uuid) is 'Raises JQ102 lease_lost for a lease that has ended; null is none.';
