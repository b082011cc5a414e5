-- Items between commas; each is *, a value or a range, the first and the last also with a step: */15, 9-17/2.
-- A range of weekdays may end with Sunday by name or as 7.
create function headgate_private.parse_cron_field(
  p_expression text,
  p_text text,
  p_field text,
  p_least integer,
  p_most integer,
  p_names text[]
)
returns integer[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_allowed text := pg_catalog.format('%s to %s%s', p_least, p_most,
    ' or ' || p_names[1] || ' to ' || p_names[pg_catalog.cardinality(p_names)]);
  v_values integer[] := '{}';
  v_item text;
  v_parts text[];
  v_first integer;
  v_last integer;
  v_step integer;
begin
  foreach v_item in array pg_catalog.string_to_array(p_text, ',') loop
    v_parts := pg_catalog.regexp_match(v_item, '^([*]|[0-9a-zA-Z]+)(-([0-9a-zA-Z]+))?(/([0-9]{1,4}))?$');
    if v_parts is null or v_parts[1] = '*' and v_parts[3] is not null then
      perform headgate_private.raise_invalid_cron(p_expression, p_field,
        pg_catalog.format('has %L, which is not *, a value, a range, or one of * and a range with a step', pg_catalog.left(v_item, 50)));
    elsif v_parts[5] is not null and v_parts[1] <> '*' and v_parts[3] is null then
      perform headgate_private.raise_invalid_cron(p_expression, p_field,
        pg_catalog.format('has %L, a step without a range; write %s-%s/%s', v_item, v_parts[1], p_most, v_parts[5]));
    end if;
    v_first := case when v_parts[1] = '*' then p_least
      else headgate_private.cron_number(v_parts[1], p_least, p_most, p_names) end;
    v_last := case
      when v_parts[1] = '*' then p_most
      when v_parts[3] is null then v_first
      when p_field = 'day-of-week' and pg_catalog.lower(v_parts[3]) = 'sun' and v_first > 0 then 7
      else headgate_private.cron_number(v_parts[3], p_least, p_most, p_names)
    end;
    v_step := coalesce(v_parts[5]::integer, 1);
    if v_first is null or v_last is null then
      perform headgate_private.raise_invalid_cron(p_expression, p_field,
        pg_catalog.format('has %L, but allows %s', pg_catalog.left(v_item, 50), v_allowed));
    elsif v_first > v_last then
      perform headgate_private.raise_invalid_cron(p_expression, p_field,
        pg_catalog.format('has %L, a range that ends before it begins', v_item));
    elsif v_step not between 1 and p_most - p_least + 1 then
      perform headgate_private.raise_invalid_cron(p_expression, p_field,
        pg_catalog.format('has %L, whose step is not between 1 and %s', v_item, p_most - p_least + 1));
    end if;
    v_values := v_values || array(select g from pg_catalog.generate_series(v_first, v_last, v_step) as g);
  end loop;
  return array(
    select distinct case when p_field = 'day-of-week' then v % 7 else v end as value
    from pg_catalog.unnest(v_values) as v order by value
  );
end
$$;

comment on function headgate_private.parse_cron_field(text, text, text, integer, integer, text[]) is 'What a field of a cron expression allows, ascending; raises JQ401 invalid_cron.';
