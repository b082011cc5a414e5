-- Brings due jobs into line and takes back the jobs of leases that ran out, at most once in sweep_interval_seconds
-- whoever calls, so that both can be claimed by the call that does it. It looks at what has come due since it last
-- looked, with a second to spare, and every five seconds at everything: what a transaction that was long open put in,
-- or a sweep undid. So it does not walk the dead rows of what was done long ago.
-- The moments are registers that no rollback takes back and no snapshot slows down: see the table sweep.
-- Returns how many jobs were reclaimed: their endpoints are locked now.
create function headgate_private.sweep_now_and_then()
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now bigint := extract(epoch from headgate_private.clock()) * 1000000;
  v_last bigint := pg_catalog.pg_sequence_last_value('headgate_private.sweep_swept_at_seq');
  v_whole bigint := pg_catalog.pg_sequence_last_value('headgate_private.sweep_swept_whole_at_seq');
  v_interval bigint := headgate_private.setting_number('sweep_interval_seconds') * 1000000;
  v_since timestamptz := '-infinity';
begin
  if v_now >= v_last and v_now < v_last + v_interval then
    return 0;
  end if;
  perform pg_catalog.setval('headgate_private.sweep_swept_at_seq', v_now);
  if v_now >= v_last and v_now >= v_whole and v_now < v_whole + least(5000000, v_interval * 100) then
    v_since := pg_catalog.to_timestamp((v_last - 1000000) / 1000000.0);
  else
    perform pg_catalog.setval('headgate_private.sweep_swept_whole_at_seq', v_now);
  end if;
  return (headgate_private.sweep(v_since, 1000)).reclaimed;
end
$$;

comment on function headgate_private.sweep_now_and_then() is 'Promotes and reclaims unless somebody did so a moment ago; returns the number of jobs reclaimed.';
