-- Judges from scratch: at first, and again when the retention was raised meanwhile.
create function headgate_private.begin_judgement(p_partition headgate_private.ledger_partition, p_now timestamptz)
returns headgate_private.ledger_partition
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_completed timestamptz := p_now - headgate_private.setting_number('completed_retention_days') * interval '1 day';
  v_dead timestamptz := p_now - headgate_private.setting_number('dead_letter_retention_days') * interval '1 day';
begin
  if p_partition.judged_to is null or p_partition.completed_before > v_completed or p_partition.dead_before > v_dead then
    p_partition.judged_to := p_partition.to_id;
    p_partition.completed_before := v_completed;
    p_partition.dead_before := v_dead;
    p_partition.stragglers := '{}';
  end if;
  return p_partition;
end
$$;

comment on function headgate_private.begin_judgement(headgate_private.ledger_partition, timestamptz) is 'A partition with what it takes to judge its jobs.';
