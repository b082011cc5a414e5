-- The partition in which jobs are enqueued now, and what tick is to do about it.
-- Near the end of a partition the sequence is left to get to the next one by itself: to move it might be to move it
-- back.
create function headgate_private.ledger_position(p_now timestamptz)
returns table (number integer, job_id bigint, turns boolean, due boolean)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_span bigint := headgate_private.ledger_span();
  v_drawn boolean;
  v_ahead boolean;
  v_open headgate_private.ledger_partition;
begin
  select s.last_value, s.is_called into job_id, v_drawn from headgate_private.job_queue_job_id_seq s;
  number := job_id / v_span;
  select p.* into v_open from headgate_private.ledger_partition p where p.number = job_id / v_span;
  v_ahead := pg_catalog.to_regclass('headgate_private.job_queue_' || number + 1) is not null;
  turns := coalesce(v_drawn and v_ahead and job_id % v_span < v_span / 100 * 99
    and v_open.opened_at <= p_now - headgate_private.ledger_turn(), false);
  due := turns or not v_ahead or v_open.opened_at is null;
  return next;
end
$$;

comment on function headgate_private.ledger_position(timestamptz) is 'Where the next job id comes from, and whether anything is to be done about it.';
