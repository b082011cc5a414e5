-- One row: the oldest holder of a snapshot. The others stand in detail.
create function headgate_private.check_snapshots()
returns table (check_name text, subject text, status text, value numeric, threshold numeric, unit text, advice text, detail jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most numeric := headgate_private.setting_number('health_snapshot_seconds');
  v_hidden bigint;
  v_oldest record;
  v_others jsonb;
begin
  select pg_catalog.count(*) into v_hidden
  from pg_catalog.pg_stat_activity a
  where a.query = '<insufficient privilege>' and a.backend_type is null;
  select h.* into v_oldest from headgate_private.snapshot_holders() h order by h.xids desc nulls last, h.seconds desc nulls last limit 1;
  select coalesce(pg_catalog.jsonb_agg(h.detail || pg_catalog.jsonb_build_object('kind', h.kind, 'xids', h.xids)), '[]') into v_others
  from (select o.* from headgate_private.snapshot_holders() o order by o.xids desc nulls last, o.seconds desc nulls last limit 10) h;

  return query select 'oldest_snapshot', v_oldest.holder,
    greatest(headgate_private.grade(v_oldest.seconds, v_most, 'infinity'),
      headgate_private.grade(v_oldest.xids, 10000000, 'infinity')),
    pg_catalog.round(v_oldest.seconds, 1), v_most, 'seconds',
    pg_catalog.concat_ws(' ',
      case
        when v_oldest.seconds >= v_most or v_oldest.xids >= 10000000 then pg_catalog.format(
          'The %s keeps dead rows from being cleaned up: end it, or set idle_in_transaction_session_timeout.', v_oldest.kind)
      end,
      case when v_hidden > 0 then pg_catalog.format(
        '%s sessions hide their snapshots; grant pg_read_all_stats to headgate_owner to see them.', v_hidden) end),
    pg_catalog.jsonb_build_object('holders', v_others, 'hidden_sessions', v_hidden);
end
$$;

comment on function headgate_private.check_snapshots() is 'The oldest snapshot that holds back cleanup, and who holds it.';
