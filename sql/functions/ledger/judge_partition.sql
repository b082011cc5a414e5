-- Judges some more jobs of a partition, if it can be judged at all. judged_to = from_id: it may be retired.
-- Locks: dead_letter (skipping locked).
create function headgate_private.judge_partition(
  p_partition headgate_private.ledger_partition,
  p_limit integer,
  p_now timestamptz
)
returns headgate_private.ledger_partition
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most integer := headgate_private.most_stragglers();
begin
  p_partition.obstacle := null;
  if exists (select from headgate_private.ledger_writers() w where w.id = any (p_partition.writers) or w.id like '-1/%') then
    p_partition.obstacle := 'a transaction that may have enqueued jobs in it is not over';
    p_partition.look_at := p_now + interval '1 minute';
    return p_partition;
  end if;
  p_partition := headgate_private.begin_judgement(p_partition, p_now);
  if p_partition.judged_to > p_partition.from_id then
    p_partition := headgate_private.judge_slice(p_partition, p_limit);
  end if;
  if pg_catalog.cardinality(p_partition.stragglers) > v_most then
    p_partition.obstacle := pg_catalog.format('more than %s of its jobs are not past their retention', v_most);
    p_partition.look_at := p_now + interval '1 hour';
    p_partition.judged_to := null;
  elsif p_partition.judged_to = p_partition.from_id and p_partition.jobs = pg_catalog.cardinality(p_partition.stragglers) then
    p_partition.look_at := p_now + headgate_private.ledger_turn();
    p_partition.judged_to := null;
  end if;
  return p_partition;
end
$$;

comment on function headgate_private.judge_partition(headgate_private.ledger_partition, integer, timestamptz) is 'A partition after some more of its jobs were judged.';
