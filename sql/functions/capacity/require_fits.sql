create function headgate_private.require_fits(
  p_endpoint headgate_private.api_rate_limits,
  p_charge headgate_private.charge,
  p_places integer
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_misfit record := headgate_private.misfit(p_endpoint, p_charge, p_places);
begin
  if v_misfit.dimension is not null then
    perform headgate_private.raise_cost_exceeds_limit(p_endpoint, p_charge, v_misfit.dimension);
  end if;
end
$$;

comment on function headgate_private.require_fits(headgate_private.api_rate_limits, headgate_private.charge, integer) is 'Raises JQ203 cost_exceeds_limit for a cost that no empty window could take.';
