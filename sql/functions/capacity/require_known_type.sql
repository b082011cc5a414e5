create function headgate_private.require_known_type(p_job_type text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_job_type is not null then
    perform headgate_private.get_job_type(p_job_type);
  end if;
end
$$;

comment on function headgate_private.require_known_type(text) is 'Raises JQ002 unknown_job_type; null is none.';
