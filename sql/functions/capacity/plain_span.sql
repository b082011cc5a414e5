-- From and until: the newest slot of its rings, if the endpoint is plain and lets calls in. A function of the row alone, and
-- written to it whenever a part of it is.
create function headgate_private.plain_span(
  p_endpoint headgate_private.api_rate_limits,
  out plain_from timestamptz,
  out plain_until timestamptz
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if headgate_private.is_plain(p_endpoint) and p_endpoint.status in ('active', 'draining') then
    plain_from := greatest(headgate_private.slot_start(p_endpoint, p_endpoint.slot), p_endpoint.ring_started_at);
    plain_until := headgate_private.slot_start(p_endpoint, p_endpoint.slot + 1);
  end if;
end
$$;

comment on function headgate_private.plain_span(headgate_private.api_rate_limits) is 'How long a plain endpoint may be charged without sliding its rings.';
