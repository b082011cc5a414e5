-- What a worker holds of an endpoint, until when the first of it, and how many workers there are with him.
create function headgate_private.permits_held(
  p_endpoint_id integer,
  p_worker text,
  p_now timestamptz,
  out permits bigint,
  out until timestamptz,
  out workers bigint
)
language sql
stable
as $$
  select coalesce(pg_catalog.sum(r.places) filter (where r.worker = p_worker), 0),
    pg_catalog.min(r.expires_at) filter (where r.worker = p_worker),
    pg_catalog.count(distinct r.worker) filter (where r.worker <> p_worker) + 1
  from headgate_private.reservation r
  where r.endpoint_id = p_endpoint_id and r.expires_at > p_now and r.worker is not null
$$;

comment on function headgate_private.permits_held(integer, text, timestamptz) is 'The permits that a worker holds, and how many workers hold any.';
