-- Brings due jobs into line and takes back the jobs of leases that ran out, at most once in sweep_interval_seconds
-- whoever calls, so that both can be claimed by the call that does it. It looks at what has come due since it last
-- looked, with a second to spare; every five seconds at what has come due within the last minute, and twice a minute at
-- everything: what a transaction that was long open put in, or a sweep undid. So it seldom walks the dead rows of what was
-- done long ago, of which an old snapshot keeps many.
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
  v_interval bigint := headgate_private.setting_number('sweep_interval_seconds') * 1000000;
  v_while bigint := greatest(least(5000000, v_interval * 100), 1);
  v_since timestamptz;
begin
  if v_now >= v_last and v_now < v_last + v_interval then
    return 0;
  end if;
  perform pg_catalog.setval('headgate_private.sweep_swept_at_seq', v_now);
  v_since := case
    when v_interval = 0 or v_now < v_last or v_now / (v_while * 6) <> v_last / (v_while * 6) then '-infinity'
    when v_now / v_while <> v_last / v_while then pg_catalog.to_timestamp((v_last - 60000000) / 1000000.0)
    else pg_catalog.to_timestamp((v_last - 1000000) / 1000000.0)
    end;
  return (headgate_private.sweep(v_since, 1000)).reclaimed;
end
$$;

comment on function headgate_private.sweep_now_and_then() is 'Promotes and reclaims unless somebody did so a moment ago; returns the number of jobs reclaimed.';
