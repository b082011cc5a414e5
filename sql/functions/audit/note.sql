-- One audit row that concerns no job: a change of configuration.
create function headgate_private.note(p_action text, p_details jsonb)
returns void
language sql
as $$
  insert into headgate_private.audit_log (logged_at, action, actor, details)
  values (headgate_private.clock(), p_action, headgate_private.actor(), p_details)
$$;

comment on function headgate_private.note(text, jsonb) is 'Writes an audit row about configuration.';
