-- Effect: api_rate_limits: what an answer of the provider told; one audit row if that blocks it or lowers its factor. An
--         answer that tells nothing new writes nothing and locks nothing: a storm of refusals is one write.
-- Locks:  api_rate_limits.
create function headgate_private.obey_throttle(
  p_endpoint headgate_private.api_rate_limits,
  p_kind text,
  p_wait numeric,
  p_headers jsonb,
  p_called_at timestamptz,
  p_status integer
)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz;
  v_old headgate_private.api_rate_limits := p_endpoint;
  v_new headgate_private.api_rate_limits;
begin
  for v_look in 1 .. 2 loop
    v_now := headgate_private.clock();
    v_old := headgate_private.slid_endpoint(v_old, v_now);
    v_new := headgate_private.lower_to_told(v_old, p_headers, v_now);
    if p_kind not in ('none', 'oversized') then
      v_new := headgate_private.throttled(v_new, p_kind, p_wait, p_called_at, v_now);
    end if;
    if v_new is not distinct from v_old then
      return v_new;
    elsif v_look = 1 then
      v_old := headgate_private.lock_endpoint(p_endpoint.endpoint_id);
    end if;
  end loop;
  perform headgate_private.store_endpoint(v_new);
  if (v_new.blocked_until, v_new.factor, v_new.throttled_at) is distinct from (v_old.blocked_until, v_old.factor, v_old.throttled_at) then
    perform headgate_private.store_throttle(v_new);
    perform headgate_private.note('api_throttled', pg_catalog.jsonb_build_object(
      'provider', v_new.provider, 'endpoint', v_new.endpoint, 'scope', v_new.scope, 'kind', p_kind, 'status', p_status,
      'asked_seconds', p_wait, 'blocked_until', v_new.blocked_until, 'factor', v_new.factor));
  end if;
  return v_new;
end
$$;

comment on function headgate_private.obey_throttle(headgate_private.api_rate_limits, text, numeric, jsonb, timestamptz, integer) is 'Makes an endpoint heed an answer of its provider; returns what it is then.';
