-- The greatest head of a line counts. One that a restored dump has brought into this cluster does not: it was not
-- written by the transaction that it names.
create function headgate_private.head_of(p_lane integer, p_priority smallint)
returns setof headgate_private.head
language sql
stable
rows 1
as $$
  select h.*
  from headgate_private.head h
  where h.lane = p_lane and h.priority = p_priority and h.xmin = h.made_in::xid
  order by h.xid desc, h.job_id desc, h.seen desc
  limit 1
$$;

comment on function headgate_private.head_of(integer, smallint) is 'The head of a line; no row: claims start at the front.';
