-- Deletes the longest prefix of these rows whose tokens together fit into p_tokens (null: no limit). Jobs past their
-- deadline leave the line too, but are not to be started. stopped: a row did not fit.
create function headgate_private.take_ready(
  p_candidates headgate_private.candidate[],
  p_tokens bigint,
  p_now timestamptz,
  out job_ids bigint[],
  out late_ids bigint[],
  out tokens bigint,
  out stopped boolean
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_taken record;
begin
  select pg_catalog.array_agg(m.tid) filter (where m.fits) as tids,
    coalesce(pg_catalog.array_agg(m.job_id order by m.place) filter (where m.fits and not m.late), '{}') as job_ids,
    pg_catalog.array_agg(m.job_id) filter (where m.fits and m.late) as late_ids,
    coalesce(pg_catalog.sum(m.tokens) filter (where m.fits and not m.late), 0) as tokens,
    coalesce(pg_catalog.bool_or(not m.fits), false) as stopped
  into v_taken
  from (
    select c.tid, c.job_id, c.tokens, c.place, (c.deadline_at <= p_now) is true as late,
      p_tokens is null or pg_catalog.sum(c.tokens) over (order by c.place) <= p_tokens as fits
    from pg_catalog.unnest(p_candidates) with ordinality as c (tid, job_id, tokens, deadline_at, place)
  ) m;
  delete from headgate_private.ready r where r.ctid = any (v_taken.tids);
  job_ids := v_taken.job_ids;
  late_ids := v_taken.late_ids;
  tokens := v_taken.tokens;
  stopped := v_taken.stopped;
end
$$;

comment on function headgate_private.take_ready(headgate_private.candidate[], bigint, timestamptz) is 'Takes those of the locked rows that fit.';
