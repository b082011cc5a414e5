-- Effect: claims take the type again. One audit row if anything changed.
-- Locks:  job_type.
create function headgate.resume_job_type(p_job_type text)
returns table (job_type headgate.nn_text, paused headgate.nn_boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  perform headgate_private.get_job_type(p_job_type);
  update headgate_private.job_type t
  set paused_at = null, paused_reason = null
  where t.job_type = p_job_type and t.paused_at is not null;
  if found then
    perform headgate_private.note('job_type_resumed', pg_catalog.jsonb_build_object('job_type', p_job_type));
    -- Nobody has asked to be told while it was paused.
    perform pg_catalog.pg_notify('headgate', p_job_type);
  end if;
  return query select p_job_type::headgate.nn_text, false::headgate.nn_boolean;
end
$$;

comment on function headgate.resume_job_type(text) is
'Gives out jobs of a paused type again.
@param p_job_type A registered job type.
@returns one row: the type, not paused.
@errors JQ002
@since 0.1';
