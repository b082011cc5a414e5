-- Inserts or changes a job type. A seed never overwrites what an operator set. With more places for the jobs of a key,
-- the next claims look after every key that has blocked jobs.
-- Returns created, updated, unchanged, or left alone.
-- Locks: job_type.
create function headgate_private.put_job_type(p_job_type text, p_settings jsonb, p_origin text)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_old headgate_private.job_type;
  v_new headgate_private.job_type;
begin
  perform headgate_private.require(p_job_type ~ '^[a-z][a-z0-9_.:-]{0,99}$', 'p_job_type',
    'must be 1 to 100 of a-z, 0-9, _ . : - and start with a letter');
  perform headgate_private.check_job_type_settings(p_settings);
  select t.* into v_old from headgate_private.job_type t where t.job_type = p_job_type;
  if v_old.job_type is null then
    insert into headgate_private.job_type (job_type, origin, updated_at, updated_by)
    values (p_job_type, p_origin, v_now, headgate_private.actor())
    on conflict (job_type) do nothing
    returning * into v_new;
    if v_new.job_type is null then
      return headgate_private.put_job_type(p_job_type, p_settings, p_origin);
    end if;
  else
    v_new := v_old;
  end if;

  v_new := headgate_private.apply_job_type_settings(v_new, p_settings);
  if v_old.job_type is not null and v_new is not distinct from v_old and (v_old.origin = p_origin or p_origin = 'seed') then
    return 'unchanged';
  elsif p_origin = 'seed' and v_old.origin = 'operator' then
    return pg_catalog.format('left alone: job type %s was set by %s', p_job_type, v_old.updated_by);
  end if;
  if v_old.job_type is not null then
    -- Read again under the lock: what another caller has set meanwhile stays.
    select t.* into v_old from headgate_private.job_type t where t.job_type = p_job_type for no key update;
    v_new := headgate_private.apply_job_type_settings(v_old, p_settings);
  end if;
  v_new.origin := p_origin;
  perform headgate_private.store_job_type(v_new, v_now);
  perform headgate_private.require_retention_fits();
  if v_new.key_concurrency > v_old.key_concurrency then
    perform headgate_private.stir_keys(v_new.lane, v_now);
  end if;
  perform headgate_private.note('job_type_set',
    pg_catalog.jsonb_build_object('job_type', p_job_type, 'settings', p_settings, 'before', pg_catalog.to_jsonb(v_old)));
  return case when v_old.job_type is null then 'created' else 'updated' end;
end
$$;

comment on function headgate_private.put_job_type(text, jsonb, text) is 'Inserts or changes a job type on behalf of a seed or an operator.';
