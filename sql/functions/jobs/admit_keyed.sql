-- Lets jobs into line that wait behind others of their concurrency key, for the keys of which a job has come or gone.
-- Rows of priority 10 name those jobs. A key that cannot be looked after now is put back, at the end of that line.
-- A key of which nothing waits is done with: whatever comes later brings a row of its own (see nothing_waits).
-- At most fifty other keys a call: each takes a lock, and a server has room for 64 a connection. Many rows may tell of few
-- keys, so more are taken while there are fewer keys; those that are then too many are put back. Places can only be
-- counted under a snapshot younger than the lock, so in other isolation levels than read committed this is left to others.
-- Locks: ready (skipping locked), then as admit_key.
create function headgate_private.admit_keyed(p_job_types text[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_left integer := 50;
  v_lane integer;
  v_news bigint[];
  v_key record;
  v_again bigint[];
begin
  for v_lane in
    select t.lane
    from headgate_private.job_type t
    where t.job_type = any (p_job_types)
      and (select n.lane from headgate_private.line n where n.lane = t.lane and n.priority = 10 limit 1) is not null
      and pg_catalog.current_setting('transaction_isolation') = 'read committed'
    order by headgate_private.lot()
  loop
    v_again := '{}';
    for v_round in 1 .. 20 loop
      -- By a statement of its own: the next one must see the jobs that these rows name.
      v_news := headgate_private.take_key_news(v_lane, case v_round when 1 then v_left else 200 end);
      exit when v_news = '{}';
      for v_key in
        select k.concurrency_key, k.job_id, (
          select b.job_id from headgate_private.blocked b
          where b.lane = v_lane and b.concurrency_key = k.concurrency_key
          limit 1
        ) is not null as waits
        from (
          select j.concurrency_key, pg_catalog.min(j.job_id) as job_id
          from pg_catalog.unnest(v_news) as i (job_id)
          join headgate_private.job_queue j on j.job_id = i.job_id
          group by j.concurrency_key
        ) k
      loop
        continue when not v_key.waits and headgate_private.nothing_waits(v_lane, v_key.concurrency_key);
        v_left := v_left - 1;
        if v_left < 0 or not headgate_private.admit_key(v_lane, v_key.concurrency_key) then
          v_again := v_again || v_key.job_id;
        end if;
      end loop;
      exit when v_left <= 0;
    end loop;
    insert into headgate_private.ready (xid, job_id, since, lane, tokens, priority)
    select pg_catalog.pg_current_xact_id(), i.job_id, headgate_private.clock(), v_lane, 0, 10
    from pg_catalog.unnest(v_again) as i (job_id)
    on conflict do nothing;
    exit when v_left <= 0;
  end loop;
end
$$;

comment on function headgate_private.admit_keyed(text[]) is 'Lets blocked jobs of some types into line where their keys have places.';
