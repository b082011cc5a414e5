create function headgate_private.next_to_retire(p_now timestamptz)
returns headgate_private.ledger_partition
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_keep interval := headgate_private.setting_number('completed_retention_days') * interval '1 day';
  v_partition headgate_private.ledger_partition;
begin
  select p.* into v_partition
  from headgate_private.ledger_partition p
  where p.closed_at <= p_now - v_keep and coalesce(p.look_at, '-infinity') <= p_now
  order by p.number
  limit 1;
  return v_partition;
end
$$;

comment on function headgate_private.next_to_retire(timestamptz) is 'The oldest partition of the ledger that retention is to look at; null: none.';
