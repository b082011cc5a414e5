-- Takes samples into the learned estimates of their job types, the oldest first. A quantile follows them: a sample above it
-- moves it up by a part of itself, one below moves it down by as much less as there should be more of those. The steps
-- begin large, so that it finds the place soon, and become small, so that it stays there.
-- Locks: estimate_sample (skipping locked), then learned_estimate.
create function headgate_private.learn_estimates(p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_share double precision := headgate_private.setting_number('estimate_quantile');
  v_learned headgate_private.learned_estimate;
  v_batch record;
  v_ratio double precision;
  v_taken integer := 0;
begin
  for v_batch in
    with taken as (
      delete from headgate_private.estimate_sample s
      where s.sample_id in (
        select o.sample_id from headgate_private.estimate_sample o order by o.sample_id limit p_limit for update skip locked
      )
      returning s.sample_id, s.job_type, s.ratios
    )
    select t.job_type, pg_catalog.array_agg(r.ratio order by t.sample_id, r.place) as ratios
    from taken t
    cross join lateral pg_catalog.unnest(t.ratios) with ordinality as r (ratio, place)
    group by t.job_type
    order by t.job_type
  loop
    insert into headgate_private.learned_estimate (job_type, ratio, step, samples, updated_at)
    values (v_batch.job_type, least(greatest(v_batch.ratios[1], 0.001), 1000), 0.25, 0, headgate_private.clock())
    on conflict (job_type) do update set updated_at = excluded.updated_at
    returning * into v_learned;
    foreach v_ratio in array v_batch.ratios loop
      v_learned.ratio := least(greatest(v_learned.ratio * pg_catalog.exp(v_learned.step
        * (v_share - case when v_ratio <= v_learned.ratio then 1 else 0 end)), 0.001), 1000);
      v_learned.step := greatest(v_learned.step * 0.98, 0.02);
    end loop;
    update headgate_private.learned_estimate l
    set ratio = v_learned.ratio, step = v_learned.step, samples = l.samples + pg_catalog.cardinality(v_batch.ratios)
    where l.job_type = v_batch.job_type;
    v_taken := v_taken + pg_catalog.cardinality(v_batch.ratios);
  end loop;
  return v_taken;
end
$$;

comment on function headgate_private.learn_estimates(integer) is 'Lets estimates learn from what calls have cost; returns from how many.';
