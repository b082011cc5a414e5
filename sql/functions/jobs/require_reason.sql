create function headgate_private.require_reason(p_reason text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform headgate_private.require(pg_catalog.length(p_reason) between 1 and 1000, 'p_reason', 'must have 1 to 1000 characters');
end
$$;

comment on function headgate_private.require_reason(text) is 'Raises JQ001 unless a reason is given.';
