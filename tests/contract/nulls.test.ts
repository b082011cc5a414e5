import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readLock } from '../../codegen/lock.ts'
import { openBench } from '../functions/bench.ts'
import { collected, leave, NullSeen, type Observed, observe, suspicions } from '../support/nulls.ts'

const contract = await readLock(join(import.meta.dirname, '../codegen/golden/contract.lock.json'))

describe('nulls that tests observe', () => {
  test('fail the test in a column that is declared never null', () => {
    const observed: Observed = new Map()
    observe(observed, contract, 'leak', [{ leaked: 'x', other: null }])
    expect(() => observe(observed, contract, 'leak', [{ leaked: null, other: 1 }])).toThrow(
      /headgate\.leak answered null for leaked, which its signature \(headgate\.nn_text\) declares never null/,
    )
  })

  test('are added up over processes, and what was never null is reported', () => {
    const folder = mkdtempSync(join(tmpdir(), 'headgate-nulls-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    for (const rows of [[{ leaked: 'x', other: 1 }], [{ leaked: 'x', other: 2 }]]) {
      const observed: Observed = new Map()
      observe(observed, contract, 'leak', rows)
      leave(folder, observed)
    }
    const all = collected(folder)
    expect(all.get('leak.other')).toEqual({ seen: 2, null: 0 })
    const reported = suspicions(contract, all)
    expect(reported).toContain('leak.other: declared nullable, and never null in 2 rows')
    expect(reported).toContain('first_parcel.value: seen by no test')
    expect(reported.join()).not.toContain('leak.leaked')
    observe(all, contract, 'leak', [{ leaked: 'x', other: null }])
    expect(suspicions(contract, all).join()).not.toContain('leak.other')
  })

  test('are seen by every test of a function: a leak planted into the database fails the call', async () => {
    const bench = await openBench()
    await bench.sql(`create or replace function headgate.resume_job_type(p_job_type text)
      returns table (job_type headgate.nn_text, paused headgate.nn_boolean) language plpgsql security definer
      as $$ begin return query select (select 'x'::headgate.nn_text where false), true::headgate.nn_boolean; end $$`)
    await expect(bench.call('resume_job_type', { job_type: 'plain' })).rejects.toThrow(NullSeen)
  })
})
