create function headgate_private.settlement_of(p_job_id bigint, p_lease_token uuid, p_reported headgate_private.charge)
returns headgate_private.settlement
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_settlement headgate_private.settlement;
begin
  v_settlement.element := 0;
  v_settlement.job_id := p_job_id;
  v_settlement.lease_token := p_lease_token;
  v_settlement.actual_requests := p_reported.requests;
  v_settlement.actual_tokens := p_reported.tokens;
  v_settlement.actual_input_tokens := p_reported.input_tokens;
  v_settlement.actual_output_tokens := p_reported.output_tokens;
  v_settlement.actual_cost := p_reported.cost;
  return v_settlement;
end
$$;

comment on function headgate_private.settlement_of(bigint, uuid, headgate_private.charge) is 'The settlement of one job, with what it is reported to have cost.';
