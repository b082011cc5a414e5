-- Charges locked scopes for jobs that were taken out of line at p_at, and stores them. p_charges null: a total of tokens
-- tells all. What a lane waited for, it has.
create function headgate_private.charge_jobs(
  p_endpoints headgate_private.api_rate_limits[],
  p_lane integer,
  p_at timestamptz,
  p_jobs integer,
  p_tokens bigint,
  p_charges headgate_private.charge[]
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_charge headgate_private.charge;
  v_place bigint;
begin
  v_endpoint := p_endpoints[1];
  if p_charges is null and headgate_private.is_plain(v_endpoint) and v_endpoint.waiting_lane is distinct from p_lane then
    -- In one statement, where its rings need not slide.
    v_place := 61 + headgate_private.slot_of(v_endpoint, p_at) - v_endpoint.slot;
    update headgate_private.api_rate_limits l
    set requests_taken = l.requests_taken + p_jobs,
      tokens_taken = l.tokens_taken + p_tokens,
      request_slots[v_place::integer] = l.request_slots[v_place::integer] + p_jobs,
      token_slots[v_place::integer] = l.token_slots[v_place::integer] + p_tokens,
      in_flight = l.in_flight + p_jobs
    where l.endpoint_id = v_endpoint.endpoint_id
      and l.slot = v_endpoint.slot
      and v_place between 1 and 61
      and p_at >= l.ring_started_at
      and greatest(l.requests_taken + p_jobs, l.tokens_taken + p_tokens) <= 2147483647;
    if found then
      return;
    end if;
  end if;
  foreach v_endpoint in array p_endpoints loop
    v_endpoint := headgate_private.slid_endpoint(v_endpoint, p_at);
    if p_charges is not null then
      v_charge := headgate_private.own_charge(p_charges, v_endpoint.endpoint_id);
    else
      v_charge := headgate_private.for_actual_only(v_endpoint,
        row(v_endpoint.endpoint_id, p_jobs, p_tokens, p_tokens, p_tokens, 0)::headgate_private.charge, 0);
    end if;
    v_endpoint := headgate_private.charge_endpoint(v_endpoint, p_at, v_charge.requests, v_charge.tokens, v_charge.input_tokens,
      v_charge.output_tokens, v_charge.cost);
    v_endpoint.in_flight := v_endpoint.in_flight + p_jobs;
    if v_endpoint.waiting_lane = p_lane then
      v_endpoint.waiting_lane := null;
      v_endpoint.waiting_tokens := null;
      v_endpoint.waiting_until := null;
    end if;
    perform headgate_private.store_endpoint(v_endpoint);
  end loop;
end
$$;

comment on function headgate_private.charge_jobs(headgate_private.api_rate_limits[], integer, timestamptz, integer, bigint, headgate_private.charge[]) is 'Takes the capacity of claimed jobs from all of their scopes.';
