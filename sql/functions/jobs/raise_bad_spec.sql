-- Each code stands here literally, so that the set of errors can be read from the body.
create function headgate_private.raise_bad_spec(p_code text, p_problem text, p_job_type text, p_element integer)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text := case when p_element is null then p_problem else pg_catalog.format('p_jobs[%s]: %s', p_element, p_problem) end;
  v_detail jsonb := pg_catalog.jsonb_strip_nulls(
    pg_catalog.jsonb_build_object('element', p_element, 'job_type', p_job_type, 'problem', p_problem)
  );
begin
  case p_code
    when 'JQ001' then perform headgate_private.raise('JQ001', v_message, v_detail);
    when 'JQ002' then perform headgate_private.raise('JQ002', v_message, v_detail);
    when 'JQ003' then perform headgate_private.raise('JQ003', v_message, v_detail);
    when 'JQ004' then perform headgate_private.raise('JQ004', v_message, v_detail);
    when 'JQ101' then perform headgate_private.raise('JQ101', v_message, v_detail);
    when 'JQ202' then perform headgate_private.raise('JQ202', v_message, v_detail);
    when 'JQ203' then perform headgate_private.raise('JQ203', v_message, v_detail);
    when 'JQ209' then perform headgate_private.raise('JQ209', v_message, v_detail);
  end case;
end
$$;

comment on function headgate_private.raise_bad_spec(text, text, text, integer) is 'Raises the error of a spec, naming its position in a batch.';
