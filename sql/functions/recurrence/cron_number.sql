create function headgate_private.cron_number(p_text text, p_least integer, p_most integer, p_names text[])
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_number integer := pg_catalog.array_position(p_names, pg_catalog.lower(p_text)) - 1 + p_least;
begin
  if p_text ~ '^[0-9]{1,4}$' then
    v_number := p_text::integer;
  end if;
  return case when v_number between p_least and p_most then v_number end;
end
$$;

comment on function headgate_private.cron_number(text, integer, integer, text[]) is 'A number or name of a cron field; null: it is none.';
