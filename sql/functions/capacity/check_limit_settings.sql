create function headgate_private.check_limit_settings(p_settings jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit record;
  v_choice record;
begin
  for v_limit in
    select v.key, (p_settings ->> v.key)::bigint as value, v.most
    from (values ('request_limit', 2000000000), ('token_limit', 2000000000), ('input_token_limit', 2000000000),
      ('output_token_limit', 2000000000), ('concurrency_limit', 1000000), ('queue_depth_limit', 1000000),
      ('day_request_limit', 1000000000000000), ('day_token_limit', 1000000000000000), ('day_cost_limit', 1000000000000000)) v (key, most)
    where p_settings ? v.key
  loop
    perform headgate_private.require(v_limit.value = -1 or v_limit.value between 1 and v_limit.most, 'p_' || v_limit.key,
      pg_catalog.format('must be between 1 and %s, or -1 for %s', v_limit.most,
        case v_limit.key when 'queue_depth_limit' then 'none' else 'unlimited' end));
  end loop;
  for v_choice in
    select v.key, v.choices from (values
      ('backpressure', array['accept', 'delay', 'reject']), ('status', array['active', 'draining', 'paused', 'inactive']),
      ('mode', array['strict', 'mirror']), ('oversize', array['refuse', 'admit_alone']),
      ('request_charge', array['reserve_only', 'estimate_then_adjust', 'actual_only', 'reserve_then_settle']),
      ('token_charge', array['reserve_only', 'estimate_then_adjust', 'actual_only', 'reserve_then_settle']),
      ('input_token_charge', array['reserve_only', 'estimate_then_adjust', 'actual_only', 'reserve_then_settle']),
      ('output_token_charge', array['reserve_only', 'estimate_then_adjust', 'actual_only', 'reserve_then_settle'])) v (key, choices)
    where p_settings ? v.key
  loop
    perform headgate_private.require(p_settings ->> v_choice.key = any (v_choice.choices), 'p_' || v_choice.key,
      'must be ' || pg_catalog.array_to_string(v_choice.choices[:pg_catalog.cardinality(v_choice.choices) - 1], ', ')
      || ' or ' || v_choice.choices[pg_catalog.cardinality(v_choice.choices)]);
  end loop;
  perform headgate_private.require(coalesce((p_settings ->> 'window_seconds')::numeric, 60) between 0.1 and 86400,
    'p_window_seconds', 'must be between 0.1 and 86400 seconds');
  perform headgate_private.require(coalesce((p_settings ->> 'skew_allowance_seconds')::numeric, 0) between 0 and 60,
    'p_skew_allowance_seconds', 'must be between 0 and 60 seconds');
  perform headgate_private.require(coalesce((p_settings ->> 'input_token_weight')::numeric, 1) between 0 and 1000,
    'p_input_token_weight', 'must be between 0 and 1000');
  perform headgate_private.require(coalesce((p_settings ->> 'output_token_weight')::numeric, 1) between 0 and 1000,
    'p_output_token_weight', 'must be between 0 and 1000');
  perform headgate_private.require(coalesce(p_settings ->> 'currency', 'EUR') ~ '^[A-Z]{3}$', 'p_currency', 'must be three capital letters');
end
$$;

comment on function headgate_private.check_limit_settings(jsonb) is 'Raises JQ001 for settings of an endpoint that are out of range.';
