-- Often enough that few dead rows are walked, seldom enough that the heads stay few.
create function headgate_private.move_head_if_stale(p_lane integer, p_priority smallint, p_made_at timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
begin
  if p_made_at is null or v_now < p_made_at or v_now > p_made_at + interval '20 milliseconds' then
    perform headgate_private.move_head(p_lane, p_priority);
  end if;
end
$$;

comment on function headgate_private.move_head_if_stale(integer, smallint, timestamptz) is 'Moves the head of a line unless it has moved a moment ago.';
