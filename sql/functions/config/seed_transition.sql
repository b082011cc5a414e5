create function headgate_private.seed_transition(
  p_from headgate.job_state,
  p_to headgate.job_state,
  p_action text,
  p_made_by text
)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text := pg_catalog.format('%s: %s to %s by %s', p_action, coalesce(p_from::text, 'nothing'), p_to, p_made_by);
begin
  if exists (
    select from headgate_private.job_transition t
    where t.from_state is not distinct from p_from and t.to_state = p_to and t.action = p_action and t.made_by = p_made_by
  ) then
    return 'unchanged transition ' || v_name;
  end if;
  insert into headgate_private.job_transition (from_state, to_state, action, made_by) values (p_from, p_to, p_action, p_made_by);
  return 'created transition ' || v_name;
end
$$;

comment on function headgate_private.seed_transition(headgate.job_state, headgate.job_state, text, text) is 'Seeds a legal transition.';
