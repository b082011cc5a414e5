-- Reads the partitions' table and the sequence, never the ledger.
create function headgate_private.check_ledger()
returns table (check_name text, subject text, status text, value numeric, threshold numeric, unit text, advice text, detail jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_keep interval := headgate_private.setting_number('completed_retention_days') * interval '1 day';
  v_most numeric := 86400;
  v_at record;
  v_last headgate_private.ledger_partition;
  v_late headgate_private.ledger_partition;
  v_used numeric;
  v_seconds numeric;
begin
  select a.number, a.job_id into v_at from headgate_private.ledger_position(v_now) a;
  select p.* into v_last from headgate_private.ledger_partition p order by p.number desc limit 1;
  v_used := pg_catalog.round(greatest(v_at.job_id - v_last.from_id, 0)::numeric / headgate_private.ledger_span(), 2);
  return query select 'ledger_room', 'job_queue_' || v_last.number, headgate_private.grade(v_used, 0.5, 0.9), v_used, 0.5,
    'of the last partition',
    case when v_used >= 0.5 then 'Nobody makes the next partition: call tick, and see who holds locks on headgate_private.job_queue.' else '' end,
    pg_catalog.jsonb_build_object('job_id', v_at.job_id::text, 'partitions', (select pg_catalog.count(*) from headgate_private.ledger_partition));

  select p.* into v_late from headgate_private.ledger_partition p
  where p.closed_at <= v_now - v_keep and p.jobs is null
  order by p.number
  limit 1;
  v_seconds := pg_catalog.round(coalesce(extract(epoch from v_now - v_keep - v_late.closed_at), 0)::numeric, 1);
  return query select 'ledger_retention', 'job_queue_' || v_late.number, headgate_private.grade(v_seconds, v_most, 'infinity'),
    v_seconds, v_most, 'seconds',
    case
      when v_seconds < v_most then ''
      when v_late.obstacle is null then 'Nobody drops jobs past their retention: call tick.'
      else 'It is to be dropped, but ' || v_late.obstacle || '.'
    end,
    pg_catalog.jsonb_build_object('closed_at', v_late.closed_at, 'obstacle', v_late.obstacle, 'look_at', v_late.look_at);
end
$$;

comment on function headgate_private.check_ledger() is 'Whether the ledger has room for more jobs, and how late retention is.';
