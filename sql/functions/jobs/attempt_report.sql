-- As report_of, for an attempt at a job: a kind of tokens that is left out beside the other is none, and the total is told too.
create function headgate_private.attempt_report(
  p_requests integer,
  p_tokens bigint,
  p_input_tokens bigint,
  p_output_tokens bigint,
  p_cost bigint
)
returns headgate_private.charge
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_reported headgate_private.charge := headgate_private.report_of(p_requests, p_tokens, p_input_tokens, p_output_tokens, p_cost);
begin
  if p_input_tokens is not null or p_output_tokens is not null then
    v_reported.input_tokens := coalesce(p_input_tokens, 0);
    v_reported.output_tokens := coalesce(p_output_tokens, 0);
    v_reported.tokens := v_reported.input_tokens + v_reported.output_tokens;
  end if;
  return v_reported;
end
$$;

comment on function headgate_private.attempt_report(integer, bigint, bigint, bigint, bigint) is 'What an attempt is reported to have cost; raises JQ001 for amounts that are out of range.';
