create function headgate_private.check_limit_settings(p_settings jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit integer;
begin
  foreach v_limit in array array[
    (p_settings ->> 'request_limit')::integer, (p_settings ->> 'token_limit')::integer
  ] loop
    perform headgate_private.require(
      v_limit is null or v_limit = -1 or v_limit between 1 and 2000000000,
      'p_request_limit or p_token_limit', 'must be between 1 and 2000000000, or -1 for unlimited'
    );
  end loop;
  v_limit := (p_settings ->> 'concurrency_limit')::integer;
  perform headgate_private.require(
    v_limit is null or v_limit = -1 or v_limit between 1 and 1000000,
    'p_concurrency_limit', 'must be between 1 and 1000000, or -1 for unlimited'
  );
  v_limit := (p_settings ->> 'queue_depth_limit')::integer;
  perform headgate_private.require(
    v_limit is null or v_limit = -1 or v_limit between 1 and 1000000,
    'p_queue_depth_limit', 'must be between 1 and 1000000, or -1 for none'
  );
  perform headgate_private.require(
    coalesce((p_settings ->> 'window_seconds')::numeric, 60) between 0.1 and 86400,
    'p_window_seconds', 'must be between 0.1 and 86400 seconds'
  );
  perform headgate_private.require(
    coalesce((p_settings ->> 'skew_allowance_seconds')::numeric, 0) between 0 and 60,
    'p_skew_allowance_seconds', 'must be between 0 and 60 seconds'
  );
  perform headgate_private.require(
    coalesce(p_settings ->> 'backpressure', 'reject') in ('accept', 'delay', 'reject'),
    'p_backpressure', 'must be accept, delay or reject'
  );
  perform headgate_private.require(
    coalesce(p_settings ->> 'status', 'active') in ('active', 'paused', 'inactive'),
    'p_status', 'must be active, paused or inactive'
  );
end
$$;

comment on function headgate_private.check_limit_settings(jsonb) is 'Raises JQ001 for settings of an endpoint that are out of range.';
