import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function seed(name: string, ...values: unknown[]): Promise<unknown> {
  const list = values.map((_, index) => `$${index + 1}`).join(', ')
  return (await bench.sql(`select headgate_private.${name}(${list}) as said`, values))[0]?.said
}

const setting = async (key: string) =>
  (await bench.sql('select value, origin from headgate.system_configuration where key = $1', [key]))[0]

const base = (value: string) => [
  ...['timeout_seconds', value, 'integer', 1, 86_400, 'seconds'],
  'How long a lease lasts without a heartbeat, for job types that do not say.',
]

describe('a seed', () => {
  it('changes nothing the second time, and says so', async () => {
    expect(await seed('seed_configuration', ...base('30'))).toBe('unchanged setting timeout_seconds')
    expect(await seed('seed_setting', 'reclaim_jitter_seconds', '0')).toBe(
      'unchanged setting reclaim_jitter_seconds',
    )
    expect(await seed('seed_job_type', 'plain', '{"description": "Takes no capacity."}')).toBe(
      'unchanged job type plain',
    )
    const limits = '{"request_limit": 60, "token_limit": 10000, "concurrency_limit": 10}'
    expect(await seed('seed_api_rate_limit', 'test', 'limited', limits)).toBe(
      'unchanged limits of test/limited',
    )
  })

  it('follows a new value of the seed where nobody has set another', async () => {
    expect(await seed('seed_configuration', ...base('31'))).toBe('updated setting timeout_seconds')
    expect(await setting('timeout_seconds')).toEqual({ value: 31, origin: 'seed' })
    expect(await seed('seed_job_type', 'plain', '{"max_attempts": 7}')).toBe('updated job type plain')
    expect(await seed('seed_api_rate_limit', 'test', 'limited', '{"token_limit": 5}')).toBe(
      'updated limits of test/limited',
    )
  })

  it('of the base leaves the value of an environment', async () => {
    expect(await seed('seed_setting', 'timeout_seconds', '5')).toBe('updated setting timeout_seconds')
    await seed('seed_configuration', ...base('30'))
    expect(await setting('timeout_seconds')).toEqual({ value: 5, origin: 'environment' })
  })

  it('never overwrites a setting of an operator, and says what it left alone', async () => {
    await bench.one('set_configuration', { key: 'timeout_seconds', value: 99 })
    const left = 'left alone: setting timeout_seconds is 99, set by service_role; the seed says'
    expect(await seed('seed_setting', 'timeout_seconds', '5')).toBe(`${left} 5`)
    expect(await seed('seed_configuration', ...base('30'))).toBe(`${left} 30`)
    expect(await setting('timeout_seconds')).toEqual({ value: 99, origin: 'operator' })
  })

  it('never overwrites a job type of an operator', async () => {
    await bench.one('set_job_type', { job_type: 'audited', max_attempts: 9 })
    expect(await seed('seed_job_type', 'audited', '{"max_attempts": 2}')).toBe(
      'left alone: job type audited was set by service_role',
    )
    expect(
      await bench.sql(
        "select max_attempts, requires_audit from headgate.job_types where job_type = 'audited'",
      ),
    ).toEqual([{ max_attempts: 9, requires_audit: true }])
  })

  it('never overwrites limits of an operator', async () => {
    await bench.one('set_api_rate_limit', { provider: 'test', endpoint: 'limited', request_limit: 9 })
    expect(await seed('seed_api_rate_limit', 'test', 'limited', '{"request_limit": 60}')).toBe(
      'left alone: limits of test/limited were set by service_role',
    )
    expect(
      await bench.sql("select request_limit from headgate.api_rate_limits where endpoint = 'limited'"),
    ).toEqual([{ request_limit: 9 }])
  })

  it('leaves alone what an operator has set to what it was', async () => {
    await bench.one('set_job_type', { job_type: 'limited', estimated_tokens: 100 })
    expect(await seed('seed_job_type', 'limited', '{"estimated_tokens": 500}')).toBe(
      'left alone: job type limited was set by service_role',
    )
  })

  it('keeps its hands off what is taken of an endpoint', async () => {
    await bench.one('acquire_api_capacity', { provider: 'test', endpoint: 'limited', tokens: 1 })
    await seed('seed_api_rate_limit', 'test', 'limited', '{"request_limit": 60}')
    expect(
      await bench.sql("select in_flight from headgate.api_rate_limits where endpoint = 'limited'"),
    ).toEqual([{ in_flight: 1 }])
  })
})
