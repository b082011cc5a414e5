import type pg from 'pg'
import { headgate } from '../contenders/headgate.ts'
import { ratio } from '../measure/statistics.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import { LIFECYCLE_COLUMNS, lifecyclePlots, playLifecycles } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

/** What each level of the record costs: batches as they are, each job under its own correlation id, no record. */
export async function audit(bench: Bench): Promise<Findings> {
  const contenders = [
    headgate(),
    headgate({
      name: 'headgate (own ids)',
      extra: (n) => ({ correlation_id: `bench:${n}` }),
    }),
    headgate({ name: 'headgate (no record)', prepare: keepNoRecord }),
  ]
  const rows = await playLifecycles(bench, 'audit', contenders)
  return {
    columns: LIFECYCLE_COLUMNS,
    rows,
    comparisons: compare(rows),
    notes: [
      'own ids: each job under a correlation id of its own; includes the checking of a job spec that names more than type, payload and metadata',
      'no record: the writing is taken out of the functions; never do that to a real database',
    ],
    plots: lifecyclePlots('What the record costs'),
  }
}

/** Up to what it would write: that is then read by nobody, and not even computed. */
const WRITING = /insert into headgate_private\.audit_log \([^)]*\)\s*/g

/**
 * Only here, never in a real database: takes the writing of the record out of all functions. Whatever is left of it
 * fails.
 */
export async function keepNoRecord(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ definition: string }>(`
    select pg_get_functiondef(p.oid) as definition from pg_proc p
    where p.pronamespace = 'headgate_private'::regnamespace and p.prosrc like '%into headgate_private.audit_log%'`)
  for (const { definition } of rows) await client.query(definition.replaceAll(WRITING, ''))
  await client.query(`
    create function public.refuse_record() returns trigger language plpgsql as $$
    begin
      raise exception 'something still writes the record';
    end $$;
    create trigger keep_no_record before insert on headgate_private.audit_log
      for each statement execute function public.refuse_record();
  `)
}

function compare([plain, correlated, without]: readonly Row[]): Comparison[] {
  const figure = (row: Row | undefined, key: string) => row?.figures[key] ?? null
  const costs = (row: Row | undefined) => {
    const [own, least] = [figure(row, 'cpuMsPerJob'), figure(without, 'cpuMsPerJob')]
    return own === null || least === null ? null : (own - least) * 1000
  }
  const told = (name: string, value: number | null): Comparison => ({ name, value, bar: null })
  const pace = (row: Row | undefined) => ratio(figure(row, 'jobsPerSecond'), figure(without, 'jobsPerSecond'))
  return [
    told('the record costs, µs of server CPU a job', costs(plain)),
    told('with a correlation id for each job, µs of server CPU a job', costs(correlated)),
    told('jobs/s with the record, against none', pace(plain)),
    told('jobs/s with a correlation id for each job, against none', pace(correlated)),
  ]
}
