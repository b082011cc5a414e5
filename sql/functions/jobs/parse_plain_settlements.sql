-- Null: there is an element that is not of the plainest shape: a job, its token, its document and what it cost. The conditions leave no cast
-- that can fail: digits for a number, hexadecimal digits and dashes in their places for a token.
-- offset 0: each value is looked up once, and not wherever it is named.
create function headgate_private.parse_plain_settlements(p_batch jsonb, p_document text, p_most integer)
returns headgate_private.settlement[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_keys text[] := array['job_id', 'lease_token', 'actual_tokens', 'actual_requests', 'actual_input_tokens', 'actual_output_tokens',
    'actual_cost_micros', p_document];
  v_plain boolean;
  v_parsed record;
begin
  select pg_catalog.bool_and((
      t.lease_token like '________-____-____-____-____________'
      and pg_catalog.translate(t.lease_token, '0123456789abcdefABCDEF', '') = '----'
    ) is true)
  into v_plain
  from (select distinct e.spec ->> 'lease_token' as lease_token from pg_catalog.jsonb_array_elements(p_batch) as e (spec)) t;
  if not coalesce(v_plain, true) then
    return null;
  end if;

  select pg_catalog.bool_and(d.plain) as plain, pg_catalog.array_agg(case when d.plain then row(
      d.place - 1, d.job_id::bigint, (d.spec ->> 'lease_token')::uuid, null, null,
      case p_document when 'result' then nullif(d.document, 'null') end, case p_document when 'error' then d.document end, true,
      null, coalesce(d.tokens::bigint, headgate_private.kind_reported(d.input, d.output) + headgate_private.kind_reported(d.output, d.input)),
      d.requests::integer, headgate_private.kind_reported(d.input, d.output), headgate_private.kind_reported(d.output, d.input), d.cost::bigint
    )::headgate_private.settlement end order by d.place) as settlements
  into v_parsed
  from (
    select f.*, (
      pg_catalog.jsonb_typeof(f.spec) = 'object'
        and f.spec - v_keys = '{}'
        and pg_catalog.length(f.job_id) between 1 and 18 and pg_catalog.translate(f.job_id, '0123456789', '') = ''
        and (f.tokens is null or pg_catalog.length(f.tokens) between 1 and 9 and pg_catalog.translate(f.tokens, '0123456789', '') = '')
        and (f.requests is null or pg_catalog.length(f.requests) between 1 and 6 and pg_catalog.translate(f.requests, '0123456789', '') = '')
        and (f.input is null or pg_catalog.length(f.input) between 1 and 9 and pg_catalog.translate(f.input, '0123456789', '') = '')
        and (f.output is null or pg_catalog.length(f.output) between 1 and 9 and pg_catalog.translate(f.output, '0123456789', '') = '')
        and (f.cost is null or pg_catalog.length(f.cost) between 1 and 15 and pg_catalog.translate(f.cost, '0123456789', '') = '')
        and (f.tokens is null or f.input is null and f.output is null)
        and (f.document is not null or p_document = 'result')
        and coalesce(pg_catalog.pg_column_size(f.document), 0) <= p_most
      ) is true as plain
    from (
      select e.spec, e.place, e.spec ->> 'job_id' as job_id, e.spec -> p_document as document,
        e.spec ->> 'actual_tokens' as tokens, e.spec ->> 'actual_requests' as requests, e.spec ->> 'actual_input_tokens' as input,
        e.spec ->> 'actual_output_tokens' as output, e.spec ->> 'actual_cost_micros' as cost
      from pg_catalog.jsonb_array_elements(p_batch) with ordinality as e (spec, place)
      offset 0
    ) f
    offset 0
  ) d;
  return case when coalesce(v_parsed.plain, true) then coalesce(v_parsed.settlements, '{}') end;
end
$$;

comment on function headgate_private.parse_plain_settlements(jsonb, text, integer) is 'Parses a batch of settlements of the plainest shape; null: it is not.';
