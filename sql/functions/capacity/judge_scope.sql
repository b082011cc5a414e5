-- Whether a request fits into one scope, slid to p_now: what refuses it, if anything, and until when. Raises for a request
-- that could never fit. full: it has no place among the concurrent calls, whatever else refuses.
create function headgate_private.judge_scope(
  p_endpoint headgate_private.api_rate_limits,
  p_request headgate_private.reservation,
  p_now timestamptz,
  out blocked_by text,
  out retry_at timestamptz,
  out is_full boolean
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_charge headgate_private.charge := headgate_private.charge_of(p_endpoint, p_request.requests, p_request.tokens,
    p_request.input_tokens, p_request.output_tokens, p_request.cost);
begin
  if coalesce(p_endpoint.request_charge, p_endpoint.token_charge, p_endpoint.input_token_charge, p_endpoint.output_token_charge) is not null then
    v_charge := headgate_private.for_actual_only(p_endpoint, v_charge, 1);
  end if;
  if v_charge.requests > p_endpoint.request_limit or v_charge.tokens > p_endpoint.token_limit
    or p_request.places > p_endpoint.concurrency_limit or p_endpoint.meters is not null
  then
    perform headgate_private.require_fits(p_endpoint, v_charge, p_request.places);
  end if;
  is_full := coalesce(p_endpoint.in_flight + p_request.places > p_endpoint.concurrency_limit, false);
  blocked_by := headgate_private.refusal(p_endpoint, p_now, v_charge, p_request.places);
  if blocked_by is not null then
    retry_at := headgate_private.capacity_retry_at(p_endpoint, p_now, v_charge, p_request.places);
  end if;
end
$$;

comment on function headgate_private.judge_scope(headgate_private.api_rate_limits, headgate_private.reservation, timestamptz) is 'What refuses a request in one scope, and until when; blocked_by null: it fits.';
