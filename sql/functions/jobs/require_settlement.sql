create function headgate_private.require_settlement(
  p_job_id bigint,
  p_lease_token uuid,
  p_actual_tokens bigint,
  p_actual_requests integer
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform headgate_private.require(p_job_id is not null, 'p_job_id', 'must not be null');
  perform headgate_private.require(p_lease_token is not null, 'p_lease_token', 'must not be null');
  perform headgate_private.require(p_actual_tokens is null or p_actual_tokens between 0 and 2147483647,
    'p_actual_tokens', 'must be between 0 and 2147483647');
  perform headgate_private.require(p_actual_requests is null or p_actual_requests between 0 and 1000000,
    'p_actual_requests', 'must be between 0 and 1000000');
end
$$;

comment on function headgate_private.require_settlement(bigint, uuid, bigint, integer) is 'Raises JQ001 for bad arguments of a settlement.';
