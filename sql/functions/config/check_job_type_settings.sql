create function headgate_private.check_job_type_settings(p_settings jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_range record;
  v_value numeric;
begin
  for v_range in
    select r.key, r.least, r.most, r.may_be_taken_back from (values
      ('default_priority', 0, 9, false), ('max_attempts', 1, 1000, false), ('lease_seconds', 1, 86400, true),
      ('max_run_seconds', 1, 604800, true), ('deadline_seconds', 1, 31536000, true),
      ('backoff_base_seconds', 0, 86400, false), ('backoff_cap_seconds', 0, 604800, false),
      ('max_payload_bytes', 1, 100000000, true), ('estimated_tokens', 0, 2147483647, false),
      ('key_concurrency', 1, 10000, false), ('input_tokens', 0, 2147483647, true), ('output_tokens', 0, 2147483647, true),
      ('cost_micros', 0, 1000000000000000, true)
    ) as r (key, least, most, may_be_taken_back)
  loop
    v_value := (p_settings ->> v_range.key)::numeric;
    perform headgate_private.require(
      v_value is null or v_value between v_range.least and v_range.most or v_range.may_be_taken_back and v_value = -1,
      'p_' || v_range.key, pg_catalog.format('must be between %s and %s', v_range.least, v_range.most)
    );
  end loop;
  perform headgate_private.require(not (p_settings ? 'estimated_tokens' and p_settings ?| array['input_tokens', 'output_tokens']),
    'p_estimated_tokens', 'must be left out where input or output tokens are given');
  perform headgate_private.require(coalesce(p_settings ->> 'on_crash', 'retry') in ('retry', 'dead_letter'),
    'p_on_crash', 'must be retry or dead_letter');
  perform headgate_private.require(coalesce(p_settings ->> 'key_order', 'any') in ('any', 'fifo'), 'p_key_order', 'must be any or fifo');
  perform headgate_private.require(coalesce(p_settings ->> 'backoff', 'fixed') in ('fixed', 'linear', 'exponential'),
    'p_backoff', 'must be fixed, linear or exponential');
  perform headgate_private.require(coalesce(pg_catalog.length(p_settings ->> 'description'), 0) <= 1000,
    'p_description', 'must have up to 1000 characters');
end
$$;

comment on function headgate_private.check_job_type_settings(jsonb) is 'Raises JQ001 for settings of a job type that are out of range.';
