-- p_old is locked and slid to now, or quite new (slot 0); p_new is the same with other limits.
-- Locks: none more; see lock_family.
create function headgate_private.change_limits(
  p_old headgate_private.api_rate_limits,
  p_new headgate_private.api_rate_limits,
  p_origin text
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
begin
  p_new.meters := headgate_private.fitted_meters(p_old, p_new, v_now);
  if headgate_private.ring_seconds(p_new) <> headgate_private.ring_seconds(p_old) and p_old.slot > 0 then
    p_new := headgate_private.restart_rings(p_old, p_new, v_now);
  end if;
  p_new.origin := p_origin;
  if p_new.parent_ids is distinct from p_old.parent_ids then
    perform headgate_private.refuse_scope_cycle(p_new);
  end if;
  perform headgate_private.store_limits(p_new, v_now);
  if p_new.parent_ids is distinct from p_old.parent_ids then
    perform headgate_private.tell_family(p_new);
  end if;
end
$$;

comment on function headgate_private.change_limits(headgate_private.api_rate_limits, headgate_private.api_rate_limits, text) is 'Gives a locked endpoint other limits, with nothing that is taken forgotten.';
