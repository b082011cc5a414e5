create function headgate_private.note_queue_change(p_endpoint_id integer, p_jobs bigint, p_tokens bigint)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into headgate_private.queue_change (endpoint_id, jobs, tokens) values (p_endpoint_id, p_jobs, p_tokens);
end
$$;

comment on function headgate_private.note_queue_change(integer, bigint, bigint) is 'Notes that jobs have come to wait for an endpoint, or (negative) no longer do.';
