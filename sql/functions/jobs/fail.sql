-- running → queued or dead_lettered, for what is held. The outcome of each is queued, dead_lettered or lease_lost.
-- Locks: lease → job_queue → api_rate_limits, each in key order.
create function headgate_private.fail(p_settlements headgate_private.settlement[])
returns headgate_private.settlement[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz;
  v_decided headgate_private.settlement[];
  v_held headgate_private.settlement[];
begin
  v_decided := headgate_private.hold(p_settlements);
  v_now := headgate_private.clock();
  v_decided := headgate_private.decide_failures(v_decided, v_now);
  v_held := array(select s from pg_catalog.unnest(v_decided) s where s.held order by s.job_id);
  if v_held <> '{}' then
    perform headgate_private.hand_back(v_held, 'retried', 'failed', true, v_now);
  end if;
  return v_decided;
end
$$;

comment on function headgate_private.fail(headgate_private.settlement[]) is 'Fails held jobs; returns the settlements with their outcome.';
