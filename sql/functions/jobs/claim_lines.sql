-- Takes up to p_limit jobs from the lines of these types: from the most urgent lines first, and from lines that are
-- equally urgent in equal shares, so that no lane holds up another. What one line cannot give goes to the others.
-- Locks: as claim_line. Only the first endpoint is waited for, and only by a caller that holds none; the others are
-- skipped when somebody holds them.
create function headgate_private.claim_lines(p_job_types text[], p_limit integer, p_may_wait boolean)
returns headgate_private.claimed_lane[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_lines headgate_private.open_line[] := array(
    select o from headgate_private.open_lines(p_job_types, headgate_private.clock()) o where (o.job_type).paused_at is null
  );
  v_claimed headgate_private.claimed_lane[] := '{}';
  v_equals headgate_private.open_line[];
  v_giving headgate_private.open_line[];
  v_share integer;
  v_taken record;
begin
  while pg_catalog.cardinality(v_lines) > 0 and p_limit > 0 loop
    v_equals := array(select l from pg_catalog.unnest(v_lines) l where l.level = (v_lines[1]).level);
    v_lines := v_lines[pg_catalog.cardinality(v_equals) + 1:];
    v_giving := '{}';
    for v_number in 1 .. pg_catalog.cardinality(v_equals) loop
      exit when p_limit = 0;
      v_share := (p_limit + pg_catalog.cardinality(v_equals) - v_number) / (pg_catalog.cardinality(v_equals) - v_number + 1);
      v_taken := headgate_private.claim_from(v_equals[v_number], v_share, p_may_wait, v_claimed);
      v_claimed := v_taken.claimed;
      p_may_wait := p_may_wait and not v_taken.locked;
      p_limit := p_limit - v_taken.jobs;
      if v_taken.jobs = v_share then
        v_giving := v_giving || v_equals[v_number];
      end if;
    end loop;
    for v_number in 1 .. pg_catalog.cardinality(v_giving) loop
      exit when p_limit = 0;
      v_taken := headgate_private.claim_from(v_giving[v_number], p_limit, p_may_wait, v_claimed);
      v_claimed := v_taken.claimed;
      p_limit := p_limit - v_taken.jobs;
    end loop;
  end loop;
  return v_claimed;
end
$$;

comment on function headgate_private.claim_lines(text[], integer, boolean) is 'Takes jobs out of the lines of some types, fairly.';
