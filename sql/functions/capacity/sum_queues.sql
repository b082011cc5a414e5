-- For endpoints that are only claimed from: nobody else takes their changes in.
-- Locks: as known_queue.
create function headgate_private.sum_queues()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint_id integer;
begin
  for v_endpoint_id in
    select l.endpoint_id from headgate_private.api_rate_limits l
    where l.queue_depth_limit is not null and l.backpressure <> 'accept'
    order by l.endpoint_id
  loop
    if (headgate_private.queue_size(v_endpoint_id)).changes > 64 then
      if pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('headgate.queue', v_endpoint_id)) then
        perform headgate_private.sum_queue(v_endpoint_id);
      end if;
    end if;
  end loop;
end
$$;

comment on function headgate_private.sum_queues() is 'Takes the changes of all queues into their sums.';
