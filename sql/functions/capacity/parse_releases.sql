create function headgate_private.parse_releases(p_releases jsonb)
returns headgate_private.capacity_release[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_releases headgate_private.capacity_release[] := '{}';
  v_element jsonb;
  v_problem text;
begin
  perform headgate_private.require_batch(p_releases, 'p_releases');
  v_releases := headgate_private.parse_plain_releases(p_releases);
  if v_releases is not null then
    return v_releases;
  end if;
  v_releases := '{}';
  for v_element in select e from pg_catalog.jsonb_array_elements(p_releases) e loop
    v_problem := headgate_private.shape_problem(v_element, '{}', '{actual_requests}',
      '{reservation_id,actual_tokens,actual_input_tokens,actual_output_tokens,actual_cost_micros}', '{}', '{}');
    if v_problem is null then
      v_problem := coalesce(case when v_element ->> 'reservation_id' is null then 'has no reservation_id' end,
        headgate_private.amounts_problem(v_element, 'actual_'));
    end if;
    if v_problem is not null then
      perform headgate_private.raise_bad_element('p_releases', pg_catalog.cardinality(v_releases), v_problem);
    end if;
    v_releases := v_releases || row(pg_catalog.cardinality(v_releases), (v_element ->> 'reservation_id')::bigint, row(
      null, (v_element ->> 'actual_requests')::bigint, (v_element ->> 'actual_tokens')::bigint,
      (v_element ->> 'actual_input_tokens')::bigint, (v_element ->> 'actual_output_tokens')::bigint,
      (v_element ->> 'actual_cost_micros')::bigint)::headgate_private.charge)::headgate_private.capacity_release;
  end loop;
  return v_releases;
end
$$;

comment on function headgate_private.parse_releases(jsonb) is 'Parses a batch of releases; raises JQ001 for the first that is bad.';
