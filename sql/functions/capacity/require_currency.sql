-- A cost in another currency than that of a scope cannot be compared with its budget. A scope without a currency counts
-- no costs.
create function headgate_private.require_currency(
  p_endpoint headgate_private.api_rate_limits,
  p_cost bigint,
  p_currency text
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_other record;
begin
  perform headgate_private.require((p_cost is null) = (p_currency is null), 'p_currency', 'must be given together with p_cost_micros');
  perform headgate_private.require(p_currency is null or p_currency ~ '^[A-Z]{3}$', 'p_currency', 'must be three capital letters');
  select l.provider, l.endpoint, l.scope, l.currency into v_other
  from headgate_private.api_rate_limits l
  where l.endpoint_id = any (coalesce(p_endpoint.endpoint_ids, array[p_endpoint.endpoint_id])) and l.currency <> p_currency
  order by l.endpoint_id
  limit 1;
  if found then
    perform headgate_private.raise(
      'JQ209',
      pg_catalog.format('the cost is in %s, the budget of %s/%s in %s', p_currency, v_other.provider, v_other.endpoint, v_other.currency),
      pg_catalog.jsonb_build_object('provider', v_other.provider, 'endpoint', v_other.endpoint, 'scope', v_other.scope,
        'currency', v_other.currency, 'given', p_currency)
    );
  end if;
end
$$;

comment on function headgate_private.require_currency(headgate_private.api_rate_limits, bigint, text) is 'Raises JQ209 currency_mismatch.';
