-- Charges what a provider counts beyond our own count, which a day's budget does not bear.
create function headgate_private.charge_told(
  p_endpoint headgate_private.api_rate_limits,
  p_at timestamptz,
  p_dimension text,
  p_amount bigint
)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_meters headgate_private.meter[] := p_endpoint.meters;
  v_amount bigint[] := array(
    select case d when p_dimension then p_amount else 0 end
    from pg_catalog.unnest(array['requests', 'tokens', 'input_tokens', 'output_tokens']) with ordinality as n (d, place)
    order by n.place
  );
begin
  p_endpoint := headgate_private.charge_endpoint(p_endpoint, p_at, v_amount[1], v_amount[2], v_amount[3], v_amount[4]);
  for v_number in 1 .. coalesce(pg_catalog.cardinality(v_meters), 0) loop
    if (v_meters[v_number]).period = 'day' then
      p_endpoint.meters[v_number] := v_meters[v_number];
    end if;
  end loop;
  return p_endpoint;
end
$$;

comment on function headgate_private.charge_told(headgate_private.api_rate_limits, timestamptz, text, bigint) is 'An endpoint charged with what others have used of it.';
