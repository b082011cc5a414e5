-- From the old head, what one snapshot shows, and the first visible row from the old head on.
-- p_own: the caller's own transaction, which its own snapshot does not count as open, and which may still add rows.
-- p_unclaimed: those of the old head's open transactions of which rows wait.
-- Of very many open transactions only the oldest are kept in mind; the head then stays at the first of the rest.
create function headgate_private.next_head(
  p_old headgate_private.head,
  p_snapshot pg_snapshot,
  p_own xid8,
  p_first_xid xid8,
  p_first_job_id bigint,
  p_unclaimed xid8[]
)
returns headgate_private.head
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most constant integer := 100;
  v_open xid8[] := array(
    select o.xid from pg_catalog.pg_snapshot_xip(p_snapshot) as o (xid)
    union
    select p_own where p_own is not null
    order by 1
  );
  v_long xid8[] := array(
    select o.xid from pg_catalog.unnest(v_open) as o (xid)
    where o.xid < p_old.seen and o.xid is distinct from p_own
    order by o.xid
    limit v_most
  );
  v_new headgate_private.head;
begin
  v_new.seen := pg_catalog.pg_snapshot_xmax(p_snapshot);
  v_new.xid := least(v_new.seen, (
    select o.xid from pg_catalog.unnest(v_open) as o (xid)
    where o.xid <> all (v_long)
    order by o.xid
    limit 1
  ));
  v_new.job_id := 0;
  if p_first_xid < v_new.xid then
    v_new.xid := p_first_xid;
    v_new.job_id := p_first_job_id;
  end if;
  v_new.open_xids := array(
    select k.xid
    from (
      select o.xid from pg_catalog.unnest(v_long) as o (xid)
      union
      select u.xid from pg_catalog.unnest(p_unclaimed) as u (xid)
    ) k
    where k.xid < v_new.xid
    order by k.xid
  );
  return v_new;
end
$$;

comment on function headgate_private.next_head(headgate_private.head, pg_snapshot, xid8, xid8, bigint, xid8[]) is 'Where the head of a line may stand.';
