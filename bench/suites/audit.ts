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
      name: 'headgate (own correlation ids)',
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
      'own correlation ids: includes the checking of a job spec that names more than type, payload and metadata',
      'no record: every audit row is made and then dropped by a trigger, a cost which stays in its figures; so the record costs a little more than the difference',
    ],
    plots: lifecyclePlots('What the record costs'),
  }
}

/**
 * Only here, never in a real database: audit rows vanish on their way into the table. A trigger, since the
 * functions that write the record stay as they are, whatever they are.
 */
export async function keepNoRecord(client: pg.Client): Promise<void> {
  await client.query(`
    create function public.drop_audit_row() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger keep_no_record before insert on headgate_private.audit_log
      for each row execute function public.drop_audit_row();
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
