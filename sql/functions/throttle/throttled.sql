-- The endpoint after a refusal: blocked, never for shorter than it was, and its factor lowered, but once for all calls
-- that were under way together: those made before the last lowering say nothing that is not known.
create function headgate_private.throttled(
  p_endpoint headgate_private.api_rate_limits,
  p_kind text,
  p_wait numeric,
  p_called_at timestamptz,
  p_now timestamptz
)
returns headgate_private.api_rate_limits
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_news boolean := p_endpoint.throttled_at is null or case
    when p_called_at is null then p_endpoint.blocked_until is null or p_endpoint.blocked_until <= p_now
    else p_called_at > p_endpoint.throttled_at
  end;
  v_wait numeric := coalesce(p_wait, case when v_is_news then headgate_private.setting_number('throttle_default_seconds') else 0 end);
  v_until timestamptz := p_now
    + least(v_wait, headgate_private.setting_number('throttle_longest_seconds'))::double precision * interval '1 second';
begin
  if p_kind = 'spend' then
    v_until := p_now + headgate_private.setting_number('spend_cap_seconds') * interval '1 second';
  elsif v_is_news then
    p_endpoint.factor := greatest(0.1, headgate_private.effective_factor(p_endpoint, p_now)
      * headgate_private.setting_number('throttle_decrease') ^ case p_kind when 'acceleration' then 2 else 1 end);
    p_endpoint.throttled_at := p_now;
  end if;
  if p_kind <> 'spend' and (v_is_news or v_until > p_endpoint.blocked_until is not false) and p_endpoint.factor < 1 then
    p_endpoint.factor_from := greatest(p_endpoint.blocked_until, v_until, p_now);
    p_endpoint.factor_until := p_endpoint.factor_from + interval '1 second'
      * ((1 - p_endpoint.factor) * headgate_private.setting_number('throttle_recovery_seconds')::double precision);
  end if;
  p_endpoint.blocked_until := greatest(p_endpoint.blocked_until, v_until);
  return p_endpoint;
end
$$;

comment on function headgate_private.throttled(headgate_private.api_rate_limits, text, numeric, timestamptz, timestamptz) is 'An endpoint after its provider refused a call.';
