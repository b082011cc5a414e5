-- What was left of a partition takes its place and its name.
create function headgate_private.attach_rest(p_partition headgate_private.ledger_partition, p_now timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute pg_catalog.format('alter table headgate_private.job_queue_rest rename to job_queue_%s', p_partition.number);
  execute pg_catalog.format('alter index headgate_private.job_queue_rest_pkey rename to job_queue_%s_pkey', p_partition.number);
  perform headgate_private.attach_partition(p_partition.number, p_partition.from_id, p_partition.to_id);
  insert into headgate_private.ledger_partition (number, relation, from_id, to_id, opened_at, closed_at, look_at, jobs)
  values (p_partition.number, ('headgate_private.job_queue_' || p_partition.number)::regclass, p_partition.from_id,
    p_partition.to_id, p_partition.opened_at, p_partition.closed_at, p_now + headgate_private.ledger_turn(),
    pg_catalog.cardinality(p_partition.stragglers));
end
$$;

comment on function headgate_private.attach_rest(headgate_private.ledger_partition, timestamptz) is 'Makes job_queue_rest the partition whose stragglers it holds.';
