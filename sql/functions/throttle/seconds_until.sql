-- Reads what providers write of a moment: 30, 1.5, 6m0s, 120ms, an HTTP date, an RFC 3339 time, seconds or milliseconds
-- of the epoch. Null: it is none of these. Negative: it has passed. Numbers beyond all epochs are for ever: 1e9.
create function headgate_private.seconds_until(p_text text, p_now timestamptz)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now numeric := extract(epoch from p_now);
begin
  p_text := pg_catalog.btrim(p_text);
  if p_text ~ '^\d{1,100}(\.\d{1,100})?$' then
    return case
      when p_text::numeric < 1e9 then p_text::numeric
      when p_text::numeric < 1e11 then p_text::numeric - v_now
      when p_text::numeric < 1e14 then p_text::numeric / 1000 - v_now
      else 1e9
    end;
  elsif p_text ~ '^(?=\d)(\d{1,6}d)?(\d{1,6}h)?(\d{1,6}m)?(\d{1,9}(\.\d{1,9})?s)?(\d{1,9}(\.\d{1,9})?ms)?$' then
    return 86400 * coalesce(pg_catalog.substring(p_text, '(\d+)d')::numeric, 0)
      + 3600 * coalesce(pg_catalog.substring(p_text, '(\d+)h')::numeric, 0)
      + 60 * coalesce(pg_catalog.substring(p_text, '(\d+)m(?!s)')::numeric, 0)
      + coalesce(pg_catalog.substring(p_text, '([\d.]+)s')::numeric, 0)
      + coalesce(pg_catalog.substring(p_text, '([\d.]+)ms')::numeric, 0) / 1000;
  elsif p_text ~ '^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$'
    or p_text ~* '^[a-z]{3}, \d\d (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) \d{4} \d\d:\d\d:\d\d (gmt|utc)$'
  then
    return extract(epoch from p_text::timestamptz) - v_now;
  end if;
  return null;
exception
  when data_exception then
    return null;
end
$$;

comment on function headgate_private.seconds_until(text, timestamptz) is 'Seconds from now to a moment as a provider writes it; null: it cannot be read.';
