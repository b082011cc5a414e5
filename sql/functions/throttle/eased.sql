-- For whoever judges what is granted; nobody stores what this returns. A day's budget is one of money or of a contract, and
-- no refusal changes it.
create function headgate_private.eased(p_endpoint headgate_private.api_rate_limits, p_now timestamptz)
returns headgate_private.api_rate_limits
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_factor double precision := headgate_private.effective_factor(p_endpoint, p_now);
begin
  p_endpoint.request_limit := headgate_private.effective_limit(p_endpoint.request_limit, v_factor);
  p_endpoint.token_limit := headgate_private.effective_limit(p_endpoint.token_limit, v_factor);
  p_endpoint.concurrency_limit := headgate_private.effective_limit(p_endpoint.concurrency_limit, v_factor);
  for v_number in 1 .. coalesce(pg_catalog.cardinality(p_endpoint.meters), 0) loop
    if (p_endpoint.meters[v_number]).period <> 'day' then
      p_endpoint.meters[v_number].most := headgate_private.effective_limit((p_endpoint.meters[v_number]).most, v_factor);
    end if;
  end loop;
  return p_endpoint;
end
$$;

comment on function headgate_private.eased(headgate_private.api_rate_limits, timestamptz) is 'An endpoint with the limits that are in force at a moment.';
