-- Those past their time, and those whose job has ended or lost its lease. A scope is held through the endpoints below it.
create function headgate_private.dead_reservations(p_endpoint_id integer, p_limit integer, p_now timestamptz)
returns bigint[]
language sql
stable
as $$
  select array(
    select d.reservation_id
    from (
      select r.reservation_id
      from headgate_private.api_rate_limits l
      cross join lateral (
        select e.reservation_id from headgate_private.reservation e
        where e.endpoint_id = l.endpoint_id and e.expires_at <= p_now
        order by e.expires_at
        limit p_limit
      ) r
      where p_endpoint_id is null or l.endpoint_id = p_endpoint_id or p_endpoint_id = any (l.endpoint_ids)
      union
      select o.reservation_id
      from headgate_private.reservation o
      where o.lease_token is not null and (p_endpoint_id is null or p_endpoint_id = any (headgate_private.endpoints_held(o.endpoint_id, o.charges)))
        and (
          select a.lease_token from headgate_private.lease a where a.lease_token = o.lease_token and a.expires_at > p_now
        ) is null
    ) d
    limit p_limit
  )
$$;

comment on function headgate_private.dead_reservations(integer, integer, timestamptz) is 'Reservations of an endpoint (null: of all) that should end.';
