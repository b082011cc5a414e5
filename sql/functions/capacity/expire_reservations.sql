-- Frees the place of reservations that nobody released in time. Their charge stays: the call was probably made.
-- Waits for nobody, since callers may hold other endpoints already: a busy endpoint is left for the next time.
-- Locks: api_rate_limits, then reservation, both skipping locked.
create function headgate_private.expire_reservations(p_endpoint_id integer, p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_endpoint_ids integer[];
begin
  with idle as materialized (
    select l.endpoint_id
    from headgate_private.api_rate_limits l
    where (p_endpoint_id is null or l.endpoint_id = p_endpoint_id)
      and (
        select r.reservation_id from headgate_private.reservation r
        where r.endpoint_id = l.endpoint_id and r.expires_at <= v_now
        limit 1
      ) is not null
    for no key update skip locked
  ), expired as materialized (
    select r.reservation_id
    from headgate_private.reservation r
    where r.expires_at <= v_now and r.endpoint_id = any (array(select i.endpoint_id from idle i))
    order by r.endpoint_id, r.expires_at
    limit p_limit
    for update skip locked
  ), gone as (
    delete from headgate_private.reservation r using expired e
    where r.reservation_id = e.reservation_id
    returning r.*
  ), kept as (
    insert into headgate_private.reservation_settled (
      reservation_id, endpoint_id, outcome, estimated_requests, estimated_tokens, charged_requests,
      charged_tokens, granted_at, settled_at, actor
    )
    select g.reservation_id, g.endpoint_id, 'expired', g.requests, g.tokens, g.requests, g.tokens, g.granted_at,
      v_now, g.actor
    from gone g
  )
  select pg_catalog.array_agg(g.endpoint_id order by g.endpoint_id) into v_endpoint_ids from gone g;

  perform headgate_private.free_places(v_endpoint_ids);
  return coalesce(pg_catalog.cardinality(v_endpoint_ids), 0);
end
$$;

comment on function headgate_private.expire_reservations(integer, integer) is 'Expires reservations of an endpoint (null: of all) that are past their time; returns how many.';
