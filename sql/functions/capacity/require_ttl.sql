create function headgate_private.require_ttl(p_ttl_seconds integer)
returns void
language sql
as $$
  select headgate_private.require(
    p_ttl_seconds is null or p_ttl_seconds between 1 and 86400, 'p_ttl_seconds', 'must be between 1 and 86400 seconds'
  )
$$;

comment on function headgate_private.require_ttl(integer) is 'Raises JQ001 for a time to live that is out of range.';
