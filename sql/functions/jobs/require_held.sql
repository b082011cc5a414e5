create function headgate_private.require_held(p_job_id bigint, p_lease_token uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform headgate_private.require(p_job_id is not null, 'p_job_id', 'must not be null');
  perform headgate_private.require(p_lease_token is not null, 'p_lease_token', 'must not be null');
end
$$;

comment on function headgate_private.require_held(bigint, uuid) is 'Raises JQ001 for a settlement that does not name what it settles.';
