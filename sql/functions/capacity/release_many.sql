-- Plain reservations are settled endpoint by endpoint, each of which is written once; others, and those that are named again
-- or are not open, one by one. All endpoints are locked before any is written.
-- Elements are joined by hash: a loop would take the square of a batch.
-- Locks: reservation; api_rate_limits, in key order; reservation_settled.
create function headgate_private.release_many(p_releases headgate_private.capacity_release[])
returns table (element integer, reservation_id bigint, outcome text, charged_tokens bigint, charged_requests bigint)
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
as $$
#variable_conflict use_column
declare
  v_ids bigint[] := array(select r.reservation_id from pg_catalog.unnest(p_releases) r);
  v_open headgate_private.reservation[] := headgate_private.take_reservations(v_ids);
  v_plain integer[];
  v_one headgate_private.reservation;
  v_release headgate_private.capacity_release;
  v_done record;
begin
  perform headgate_private.lock_endpoints_held(v_open, v_ids);
  v_plain := headgate_private.release_plain(v_open, p_releases);
  return query
  select r.element, r.reservation_id, 'settled'::text, coalesce((r.reported).tokens, o.tokens), coalesce((r.reported).requests, o.requests)
  from pg_catalog.unnest(p_releases) r
  join pg_catalog.unnest(v_open) o on o.reservation_id = r.reservation_id
  where r.element = any (v_plain);

  for v_release in select r.* from pg_catalog.unnest(p_releases) r where r.element <> all (v_plain) order by r.element loop
    v_one := null;
    select o.* into v_one from pg_catalog.unnest(v_open) o
    where o.reservation_id = v_release.reservation_id and pg_catalog.array_position(v_ids, o.reservation_id) = v_release.element + 1;
    if v_one.reservation_id is not null then
      v_done := headgate_private.release_open(v_one, v_release.reported);
    else
      v_done := headgate_private.release_late(v_release.reservation_id, v_release.reported);
    end if;
    return query select v_release.element, v_release.reservation_id, v_done.outcome, (v_done.charged).tokens, (v_done.charged).requests;
  end loop;
end
$$;

comment on function headgate_private.release_many(headgate_private.capacity_release[]) is 'Settles many reservations.';
