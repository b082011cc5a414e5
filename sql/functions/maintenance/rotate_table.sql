-- Gives the space of a hot table back to the system, together with the dead rows that vacuum must keep for somebody's old
-- snapshot: takes its live rows out, truncates it and puts them back. All or nothing.
-- It waits a tenth of a second at most, and only as the first write of a transaction: so it holds nothing that those who
-- use the table may wait for. An older snapshot would not show it all rows. The snapshot of pg_dump is a moment older
-- than its locks: rows moved in between would be missing from the dump.
-- A row of ready becomes a new row of this transaction. Under its old one it might lie before a head, made by somebody
-- to whose snapshot the table was empty, and be lost. A head counts only for the transaction that wrote it.
-- Returns whether the table was rotated, which it is not if it holds more rows than p_most; null: it was not locked.
-- Locks: the table, exclusively, to the end of the transaction; job_queue, of jobs that stand in line.
create function headgate_private.rotate_table(p_table text, p_most integer)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '100ms'
set enable_seqscan = on
as $$
declare
  v_xid jsonb;
  v_rows jsonb[];
begin
  if pg_catalog.current_setting('transaction_isolation') in ('repeatable read', 'serializable')
    or pg_catalog.pg_current_xact_id_if_assigned() is not null
  then
    return null;
  end if;
  -- Nothing but the lock stands in this block: what it wrote would bear the number of a subtransaction.
  begin
    execute pg_catalog.format('lock table headgate_private.%I in access exclusive mode', p_table);
  exception
    when lock_not_available then
      return null;
  end;

  execute pg_catalog.format(
    'select array(select pg_catalog.to_jsonb(t) from headgate_private.%I t where %s limit $1)', p_table,
    case p_table when 'head' then 't.xmin = t.made_in::xid' else 'true' end
  ) into v_rows using p_most + 1;
  if pg_catalog.cardinality(v_rows) > p_most or exists (
    select from pg_catalog.pg_stat_activity a
    where a.datname = pg_catalog.current_database() and a.application_name = 'pg_dump'
  ) then
    return false;
  end if;

  v_xid := pg_catalog.to_jsonb(pg_catalog.pg_current_xact_id());
  execute pg_catalog.format('truncate headgate_private.%I', p_table);
  execute pg_catalog.format(
    'insert into headgate_private.%1$I
     select p.* from pg_catalog.unnest($1) as r (old)
     cross join lateral pg_catalog.jsonb_populate_record(null::headgate_private.%1$I, r.old || $2) p
     on conflict do nothing', p_table
  ) using v_rows, case p_table
    when 'ready' then pg_catalog.jsonb_build_object('xid', v_xid)
    when 'head' then pg_catalog.jsonb_build_object('made_in', v_xid)
    else '{}'
  end;
  if p_table = 'ready' then
    perform headgate_private.note_places(array(
      select (r.old ->> 'job_id')::bigint from pg_catalog.unnest(v_rows) as r (old) where (r.old ->> 'priority')::integer < 10
    ));
  end if;
  return true;
end
$$;

comment on function headgate_private.rotate_table(text, integer) is 'Empties a hot table of its dead rows, unless somebody uses it.';
