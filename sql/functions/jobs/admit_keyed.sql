-- Lets jobs into line that wait behind others of their concurrency key, for the keys of which a job has come or gone.
-- Rows of priority 10 name those jobs.
-- Locks: ready (skipping locked), then as admit_key.
create function headgate_private.admit_keyed(p_job_types text[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_type headgate_private.job_type;
  v_key record;
begin
  for v_type in
    select t.*
    from headgate_private.job_type t
    where t.job_type = any (p_job_types)
      and (select n.lane from headgate_private.line n where n.lane = t.lane and n.priority = 10 limit 1) is not null
  loop
    perform headgate_private.refuse_old_snapshot();
    for v_key in
      select j.concurrency_key, pg_catalog.min(j.job_id) as job_id
      from pg_catalog.unnest(headgate_private.take_key_news(v_type.lane, 1000)) as i (job_id)
      join headgate_private.job_queue j on j.job_id = i.job_id
      group by j.concurrency_key
    loop
      perform headgate_private.admit_key(v_type, v_key.concurrency_key, v_key.job_id);
    end loop;
  end loop;
end
$$;

comment on function headgate_private.admit_keyed(text[]) is 'Lets blocked jobs of some types into line where their keys have places.';
