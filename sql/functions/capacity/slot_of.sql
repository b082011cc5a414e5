-- Exact: in double precision a moment at the border of two slots falls into either of them.
create function headgate_private.slot_of(p_endpoint headgate_private.api_rate_limits, p_at timestamptz)
returns bigint
language sql
stable
as $$
  select pg_catalog.div(extract(epoch from p_at) * 60, headgate_private.ring_seconds(p_endpoint))::bigint
$$;

comment on function headgate_private.slot_of(headgate_private.api_rate_limits, timestamptz) is 'Number of the slot in which a moment lies.';
