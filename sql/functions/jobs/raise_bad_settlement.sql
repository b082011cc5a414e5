-- Each code stands here literally, so that the set of errors can be read from the body.
create function headgate_private.raise_bad_settlement(p_code text, p_problem text, p_argument text, p_element integer)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text := pg_catalog.format('%s[%s] %s', p_argument, p_element, p_problem);
  v_detail jsonb := pg_catalog.jsonb_build_object('argument', p_argument, 'element', p_element, 'problem', p_problem);
begin
  case p_code
    when 'JQ001' then perform headgate_private.raise('JQ001', v_message, v_detail);
    when 'JQ003' then perform headgate_private.raise('JQ003', v_message, v_detail);
    when 'JQ004' then perform headgate_private.raise('JQ004', v_message, v_detail);
  end case;
end
$$;

comment on function headgate_private.raise_bad_settlement(text, text, text, integer) is 'Raises the error of an element of complete_jobs or fail_jobs.';
