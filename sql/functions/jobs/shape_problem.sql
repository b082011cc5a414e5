-- Judges one object of a batch by the kinds of its keys. JSON null stands for a key left out.
create function headgate_private.shape_problem(
  p_object jsonb,
  p_texts text[],
  p_integers text[],
  p_bigints text[],
  p_times text[],
  p_documents text[]
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key text;
  v_value jsonb;
begin
  if pg_catalog.jsonb_typeof(p_object) <> 'object' then
    return 'must be an object';
  end if;
  for v_key, v_value in select e.key, e.value from pg_catalog.jsonb_each(p_object) e loop
    if v_key = any (p_documents) or v_value = 'null' and v_key = any (p_texts || p_integers || p_bigints || p_times) then
      continue;
    elsif v_key = any (p_texts) then
      if pg_catalog.jsonb_typeof(v_value) <> 'string' then
        return pg_catalog.format('has a %s that is not text', v_key);
      end if;
    elsif v_key = any (p_integers || p_bigints) then
      if v_value #>> '{}' !~ '^-?[0-9]{1,18}$'
        or v_key = any (p_integers) and (v_value #>> '{}')::bigint not between -2147483648 and 2147483647
      then
        return pg_catalog.format('has a %s that is not a whole number in range', v_key);
      end if;
    elsif v_key = any (p_times) then
      if headgate_private.parse_time(v_value) is null then
        return pg_catalog.format('has a %s that is not an ISO 8601 time with a zone', v_key);
      end if;
    else
      return pg_catalog.format('has an unknown key %s', v_key);
    end if;
  end loop;
  return null;
end
$$;

comment on function headgate_private.shape_problem(jsonb, text[], text[], text[], text[], text[]) is 'What is wrong with the shape of an object: unknown keys, wrong types; null: nothing.';
