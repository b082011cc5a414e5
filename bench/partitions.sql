-- What statements by job id cost with no, 1, 8 and 16 partitions: microseconds for 50 jobs and one commit, medians:
--
--   psql --no-psqlrc --quiet --file bench/partitions.sql "$DATABASE_URL"
--
-- Each statement is planned once, without knowing its arguments, as in a function of Headgate. The jobs are those of
-- the newest partition. It makes a schema partition_bench and drops it. Decision 9 has the figures.
\set ON_ERROR_STOP on
set client_min_messages = error;
set synchronous_commit = off;
drop schema if exists partition_bench cascade;
create schema partition_bench;
set search_path = partition_bench;

create type settled as (job_id bigint, result jsonb, tokens bigint);
create table statement (number integer primary key, name text, avoids text, body text);
create table timing (partitions integer, number integer, microseconds numeric);
insert into statement values
  (1, 'nothing', 'hashjoin', 'null'),
  (2, 'insert', 'hashjoin', 'insert into T select nextval(''T_id''), now() from unnest(ids)'),
  (3, 'select, job_id =', 'hashjoin', 'perform j.payload from T j where j.job_id = ids[1]'),
  (4, 'update, job_id =', 'hashjoin', 'update T j set attempt = attempt + 1 where j.job_id = ids[1]'),
  (5, 'select, joined to unnest', 'hashjoin',
    'perform count(j.payload) from unnest(ids) as d (id) join T j on j.job_id = d.id'),
  (6, 'select, = any', 'hashjoin', 'perform count(j.payload) from T j where j.job_id = any (ids)'),
  (7, 'select, = any and between', 'hashjoin',
    'perform count(j.payload) from T j where j.job_id = any (ids) and j.job_id between ids[1] and ids[50]'),
  (8, 'update, joined to unnest', 'hashjoin',
    'update T j set result = s.result, tokens = s.tokens from unnest(jobs) s where j.job_id = s.job_id'),
  (9, 'update, = any', 'hashjoin', 'update T j set attempt = attempt + 1 where j.job_id = any (ids)'),
  (10, 'update, = any and between', 'hashjoin',
    'update T j set attempt = attempt + 1 where j.job_id = any (ids) and j.job_id between ids[1] and ids[50]'),
  (11, 'update, joined to unnest, and between', 'hashjoin',
    'update T j set result = s.result, tokens = s.tokens from unnest(jobs) s
     where j.job_id = s.job_id and j.job_id between ids[1] and ids[50]'),
  (12, 'update, = any and between, unnest hashed', 'nestloop',
    'update T j set result = s.result, tokens = s.tokens from unnest(jobs) s
     where j.job_id = s.job_id and j.job_id = any (ids) and j.job_id between ids[1] and ids[50]'),
  (13, 'update, = any and between, values by place', 'hashjoin',
    'update T j set result = (jobs[width_bucket(j.job_id, ids)]).result, tokens = (jobs[width_bucket(j.job_id, ids)]).tokens
     where j.job_id = any (ids) and j.job_id between ids[1] and ids[50]');

create procedure build(p_partitions integer) language plpgsql as $$
declare
  v_table text := 'ledger_' || p_partitions;
  v_statement statement;
begin
  execute format('create table %I (job_id bigint primary key, created_at timestamptz not null,
      attempt integer not null default 0, tokens bigint, payload jsonb not null default ''{"a": 1}'', result jsonb) %s',
    v_table, case p_partitions when 0 then 'with (fillfactor = 60)' else 'partition by range (job_id)' end);
  for i in 1 .. p_partitions loop
    execute format('create table %I partition of %I for values from (%s) to (%s) with (fillfactor = 60)',
      v_table || '_' || i, v_table, (i - 1) * 1000000, i * 1000000);
  end loop;
  for i in 1 .. greatest(p_partitions, 1) loop
    execute format('insert into %I select %s + n, now() from generate_series(0, 39999) as n', v_table, (i - 1) * 1000000);
  end loop;
  execute format('create sequence %I start %s', v_table || '_id', (greatest(p_partitions, 1) - 1) * 1000000 + 100000);
  for v_statement in select * from statement loop
    execute format('create function %I(ids bigint[], jobs settled[]) returns void language plpgsql
        set enable_seqscan = off set enable_mergejoin = off set enable_%s = off set plan_cache_mode = force_generic_plan
        as $body$ begin %s; end $body$',
      'call_' || p_partitions || '_' || v_statement.number, v_statement.avoids, replace(v_statement.body, 'T', v_table));
  end loop;
end
$$;

create procedure measure(p_partitions integer, p_calls integer) language plpgsql as $$
declare
  v_base bigint := (greatest(p_partitions, 1) - 1) * 1000000;
  v_ids bigint[];
  v_jobs settled[];
  v_start timestamptz;
  v_times interval[];
begin
  for v_number in 1 .. 13 loop
    v_times := '{}';
    for i in 1 .. p_calls loop
      v_ids := array(select v_base + (i % 300) * 100 + n * 2 from generate_series(1, 50) as n);
      v_jobs := array(select row(d.id, '{"a": 1}', 5)::settled from unnest(v_ids) as d (id));
      v_start := clock_timestamp();
      execute format('select call_%s_%s($1, $2)', p_partitions, v_number) using v_ids, v_jobs;
      commit;
      v_times := v_times || (clock_timestamp() - v_start);
    end loop;
    insert into timing select p_partitions, v_number, extract(epoch from t) * 1000000 from unnest(v_times) as t;
  end loop;
  commit;
end
$$;

call build(0);
call build(1);
call build(8);
call build(16);
vacuum analyze ledger_0, ledger_1, ledger_8, ledger_16;
call measure(0, 400);
call measure(1, 400);
call measure(8, 400);
call measure(16, 400);
call measure(16, 400);
call measure(8, 400);
call measure(1, 400);
call measure(0, 400);
call measure(0, 400);
call measure(1, 400);
call measure(8, 400);
call measure(16, 400);

select s.name as statement,
  round(percentile_cont(0.5) within group (order by t.microseconds) filter (where t.partitions = 0)) as "none",
  round(percentile_cont(0.5) within group (order by t.microseconds) filter (where t.partitions = 1)) as "1",
  round(percentile_cont(0.5) within group (order by t.microseconds) filter (where t.partitions = 8)) as "8",
  round(percentile_cont(0.5) within group (order by t.microseconds) filter (where t.partitions = 16)) as "16"
from timing t join statement s on s.number = t.number
group by s.number, s.name
order by s.number;
drop schema partition_bench cascade;
