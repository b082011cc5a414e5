import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const set = (key: string, value: number) => bench.one('set_configuration', { key, value })
const refused = (key: string, value: number) => bench.refused('set_configuration', { key, value })

describe('the settings of retention', () => {
  it('reach from a day to ten years', async () => {
    for (const key of ['completed_retention_days', 'dead_letter_retention_days']) {
      for (const beyond of [0, 3651]) expect(await refused(key, beyond)).toMatchObject({ code: 'JQ302' })
    }
    await set('dead_letter_retention_days', 3650)
    await set('completed_retention_days', 3650)
    await set('completed_retention_days', 1)
    await set('dead_letter_retention_days', 1)
    await set('dead_letter_retention_days', 30)
    await set('completed_retention_days', 7)
  })

  it('keep dead letters at least as long as completed jobs', async () => {
    expect(await refused('completed_retention_days', 31)).toMatchObject({
      code: 'JQ303',
      message: expect.stringContaining('dead_letter_retention_days'),
      detail: { completed_retention_days: 31, dead_letter_retention_days: 30 },
    })
    expect(await refused('dead_letter_retention_days', 6)).toMatchObject({ code: 'JQ303' })
    const rows = await bench.sql(
      "select value from headgate.system_configuration where key like '%retention_days' order by key",
    )
    expect(rows).toEqual([{ value: 7 }, { value: 30 }])
  })

  it('are no shorter than the longest run that a setting allows', async () => {
    await set('max_run_seconds', 86_401)
    expect(await refused('completed_retention_days', 1)).toMatchObject({
      code: 'JQ303',
      message: expect.stringContaining('max_run_seconds'),
      detail: { completed_retention_days: 1, seconds: 86_401 },
    })
    await set('completed_retention_days', 2)
    expect(await refused('max_run_seconds', 2 * 86_400 + 1)).toMatchObject({ code: 'JQ303' })
    await set('max_run_seconds', 3600)
    await set('completed_retention_days', 1)
  })

  it('are no shorter than the longest run that a job type allows', async () => {
    const long = { job_type: 'long', max_run_seconds: 86_401 }
    expect(await bench.refused('set_job_type', long)).toMatchObject({
      code: 'JQ303',
      message: expect.stringContaining('long'),
      detail: { whose: 'the job type long', seconds: 86_401 },
    })
    expect(await bench.sql("select from headgate.job_types where job_type = 'long'")).toEqual([])
    await set('completed_retention_days', 2)
    await bench.one('set_job_type', long)
    expect(await refused('completed_retention_days', 1)).toMatchObject({ code: 'JQ303' })
  })
})
