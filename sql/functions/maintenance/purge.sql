-- Forgets settled reservations and idempotency keys that are past their time.
-- Locks: the rows deleted, skipping locked.
create function headgate_private.purge(p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_keep interval := headgate_private.setting_number('reservation_retention_hours') * interval '1 hour';
  v_keys integer;
  v_reservations integer;
begin
  delete from headgate_private.idempotency i
  where (i.job_type, i.key) in (
    select o.job_type, o.key from headgate_private.idempotency o
    where o.expires_at <= v_now limit p_limit for update skip locked
  );
  get diagnostics v_keys = row_count;
  delete from headgate_private.reservation_settled s
  where s.reservation_id in (
    select o.reservation_id from headgate_private.reservation_settled o
    where o.settled_at <= v_now - v_keep order by o.reservation_id limit p_limit for update skip locked
  );
  get diagnostics v_reservations = row_count;
  return v_keys + v_reservations;
end
$$;

comment on function headgate_private.purge(integer) is 'Deletes what is past its retention; returns how many rows.';
