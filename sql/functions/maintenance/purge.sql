-- Forgets settled reservations and idempotency keys that are past their time. It looks at the oldest reservations
-- only: their ids rise as they were granted, so one that was held long delays those behind it by as much.
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
    where o.expires_at <= v_now and o.expires_at < 'infinity'
    order by o.expires_at
    limit p_limit
    for update skip locked
  );
  get diagnostics v_keys = row_count;
  delete from headgate_private.reservation_settled s
  where s.reservation_id in (
    select o.reservation_id
    from (
      select e.reservation_id from headgate_private.reservation_settled e order by e.reservation_id limit p_limit
    ) oldest
    join headgate_private.reservation_settled o on o.reservation_id = oldest.reservation_id
    where o.settled_at <= v_now - v_keep
    for update of o skip locked
  );
  get diagnostics v_reservations = row_count;
  return v_keys + v_reservations;
end
$$;

comment on function headgate_private.purge(integer) is 'Deletes what is past its retention; returns how many rows.';
