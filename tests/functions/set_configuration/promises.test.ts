import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { json } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('set_configuration', () => {
  it('changes a setting, says what it was, and records both', async () => {
    const args = { key: 'timeout_seconds', value: 45 }
    expect(await bench.one('set_configuration', args)).toEqual({ ...args, previous: 30 })
    const rows = await bench.sql("select * from headgate.system_configuration where key = 'timeout_seconds'")
    expect(rows).toMatchObject([{ value: 45, origin: 'operator', updated_by: 'service_role' }])
    const notes = await bench.sql("select details from headgate.audit_log where action = 'configuration_set'")
    expect(notes).toEqual([{ details: { key: 'timeout_seconds', before: 30, after: 45 } }])
  })

  it('is in force at once', async () => {
    await bench.one('set_configuration', { key: 'timeout_seconds', value: 7 })
    await bench.one('enqueue_job', { job_type: 'plain' })
    const row = await bench.one('claim_jobs', { worker: 'w', job_types: ['plain'] })
    expect(Number(row.lease_expires_at) - (await bench.now()).getTime()).toBe(7000)
  })

  it('accepts each setting from its least to its greatest value, and nothing beyond', async () => {
    const settings = await bench.sql('select key, value, minimum, maximum from headgate.system_configuration')
    expect(settings.length).toBeGreaterThan(10)
    // Those of retention must agree with each other as well: the ledger's tests hold them.
    for (const { key, value, minimum, maximum } of settings) {
      if (String(key).endsWith('_retention_days')) continue
      for (const end of [minimum, maximum]) {
        await bench.one('set_configuration', { key, value: json(String(end)) })
      }
      for (const beyond of [Number(minimum) - 1, Number(maximum) + 1]) {
        const refusal = await bench.refused('set_configuration', { key, value: beyond })
        expect(refusal).toMatchObject({
          code: 'JQ302',
          detail: { key, minimum: Number(minimum), maximum: Number(maximum) },
        })
      }
      await bench.one('set_configuration', { key, value })
    }
  })

  it.each([
    ['SQL null', null],
    ['JSON null', json('null')],
    ['text', '30'],
    ['a boolean', true],
    ['a fraction', 1.5],
    ['an array', [30]],
    ['an object', {}],
    ['a number with too many digits', json('1e400')],
  ])('refuses %s for a whole number', async (_, value) => {
    const refusal = await bench.refused('set_configuration', { key: 'timeout_seconds', value })
    expect(refusal).toMatchObject({ code: 'JQ302', detail: { key: 'timeout_seconds', type: 'integer' } })
  })

  it.each([null, '', 'nothing', 'timeout_seconds '])('refuses the setting %s', async (key) => {
    expect(await bench.refused('set_configuration', { key, value: 1 })).toMatchObject({
      code: 'JQ301',
      detail: { key },
    })
  })
})
