import { beforeAll, describe, expect, it } from 'vitest'
import { asRole, connect } from '../../support/database.ts'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'
import { statement } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

/** Lets the line that has waited longest go first among equals, or takes the lots from a list, over and over. */
async function drawLots(lots: readonly number[] = [0]): Promise<void> {
  await bench.sql(`create sequence if not exists headgate_test.lot minvalue 0`)
  await bench.sql(`grant usage on sequence headgate_test.lot to public`)
  await bench.sql(`alter sequence headgate_test.lot restart with 0`)
  await bench.sql(`create or replace function headgate_private.lot() returns double precision language sql volatile as
    'select (array[${lots.join(', ')}]::double precision[])[1 + nextval(''headgate_test.lot'') % ${lots.length}]'`)
}

/** A new type with so many jobs in line. */
async function line(count: number, priority = 5, settings: Args = {}): Promise<string> {
  const job_type = await bench.type(settings)
  await enqueue(job_type, count, priority)
  return job_type
}

async function enqueue(job_type: string, count: number, priority: number): Promise<void> {
  await bench.call('enqueue_jobs', { jobs: Array.from({ length: count }, () => ({ job_type, priority })) })
}

const claim = (job_types: readonly string[], limit: number): Promise<Row[]> =>
  bench.call('claim_jobs', { worker: 'w', job_types, limit })

/** How many jobs of each type a claim gives, in the order of the types. */
async function shares(job_types: readonly string[], limit: number): Promise<number[]> {
  const rows = await claim(job_types, limit)
  return job_types.map((type) => rows.filter((row) => row.job_type === type).length)
}

const ageing = (seconds: number) =>
  bench.one('set_configuration', { key: 'priority_ageing_seconds', value: seconds })

describe('a claim over several types', () => {
  beforeAll(() => drawLots())

  it('takes everything from the most urgent line before it looks at the next', async () => {
    const types = [await line(3, 5), await line(2, 0), await line(3, 9), await line(1, 4)]
    expect(await shares(types, 5)).toEqual([2, 2, 0, 1])
    expect(await shares(types, 5)).toEqual([1, 0, 3, 0])
  })

  it('takes lines of one type by their urgency as well', async () => {
    const [one, other] = [await bench.type(), await bench.type()]
    await enqueue(one, 2, 1)
    await enqueue(other, 2, 2)
    await enqueue(one, 2, 3)
    expect(await shares([one, other], 3)).toEqual([2, 1])
    expect(await shares([one, other], 3)).toEqual([2, 1])
  })

  it('gives them in the order in which they should start', async () => {
    const [calm, urgent] = [await line(2, 5), await line(2, 0)]
    const types = (await claim([calm, urgent], 10)).map((row) => row.job_type)
    expect(types).toEqual([urgent, urgent, calm, calm])
  })

  it('shares between equally urgent lines, and the first of them have what is over', async () => {
    const types = [await line(9), await line(9), await line(9)]
    expect(await shares(types, 8)).toEqual([3, 3, 2])
  })

  it.each([
    ['the first', [1, 9, 9], [1, 4, 3]],
    ['the last', [9, 9, 1], [4, 3, 1]],
    ['all but one', [1, 1, 9], [1, 1, 6]],
    ['all', [2, 1, 1], [2, 1, 1]],
  ])('gives the others what %s cannot give', async (_, jobs, given) => {
    const types: string[] = []
    for (const count of jobs) types.push(await line(count))
    expect(await shares(types, 8)).toEqual(given)
  })

  it('gives the less urgent what the more urgent cannot give', async () => {
    const types = [await line(2, 0), await line(1, 0), await line(9, 1)]
    expect(await shares(types, 5)).toEqual([2, 1, 2])
  })

  it('shares nothing with a paused type', async () => {
    const types = [await line(9), await line(9), await line(9, 0)]
    await bench.one('pause_job_type', { job_type: types[0] })
    await bench.one('pause_job_type', { job_type: types[2] })
    expect(await shares(types, 6)).toEqual([0, 6, 0])
  })

  it('gives the others what the endpoint of a type cannot take now', async () => {
    const endpoint = await bench.endpoint({ request_limit: 2 })
    const gated = await line(9, 5, { provider: 'p', endpoint })
    const types = [gated, await line(9)]
    expect(await shares(types, 8)).toEqual([2, 6])
    expect(await shares(types, 3)).toEqual([0, 3])
  })

  it('takes capacity only for its share', async () => {
    const endpoint = await bench.endpoint({ request_limit: 100, concurrency_limit: 100 })
    const gated = await line(9, 5, { provider: 'p', endpoint })
    expect(await shares([gated, await line(9)], 4)).toEqual([2, 2])
    const rows = await bench.sql('select in_flight from headgate.api_rate_limits where endpoint = $1', [
      endpoint,
    ])
    expect(rows).toEqual([{ in_flight: 2 }])
  })

  it('does not wait for the endpoint of a line from which it wants nothing any more', async () => {
    const endpoint = await bench.endpoint({ request_limit: 100 })
    const types = [await line(1), await line(1, 5, { provider: 'p', endpoint })]
    const holder = await connect(bench.db)
    await holder.query('begin')
    await holder.query('select from headgate_private.api_rate_limits where endpoint = $1 for update', [
      endpoint,
    ])
    const claimer = await asRole(bench.db, 'service_role')
    await claimer.query(`set lock_timeout = '5s'`)
    const { rows } = await claimer.query(
      statement(bench.signatures, 'claim_jobs', { worker: 'w', job_types: types, limit: 1 }),
    )
    await holder.query('rollback')
    expect(rows).toMatchObject([{ job_type: types[0] }])
  })
})

describe('lots', () => {
  it('decide which of equally urgent lines goes first', async () => {
    const types = [await line(4), await line(4), await line(4)]
    await drawLots([0.3, 0.1, 0.2])
    expect(await shares(types, 1)).toEqual([0, 1, 0])
    await drawLots([0.9, 0.8, 0.1])
    expect(await shares(types, 1)).toEqual([0, 0, 1])
    await drawLots([0.2, 0.1, 0.3])
    expect(await shares(types, 4)).toEqual([1, 2, 1])
    await drawLots()
  })

  it('do not overrule urgency', async () => {
    const types = [await line(1, 1), await line(1, 0)]
    await drawLots([0, 1])
    expect(await shares(types, 1)).toEqual([0, 1])
    await drawLots()
  })
})

describe('a line that waits', () => {
  beforeAll(() => drawLots())

  it.each([
    ['at the very second', 60, true],
    ['not a microsecond before', 59.999_999, false],
  ])('counts as one more urgent after priority_ageing_seconds: %s', async (_, seconds, equal) => {
    const old = await line(1, 5)
    await bench.advance(seconds)
    const young = await line(1, 4)
    expect(await shares([old, young], 1)).toEqual(equal ? [1, 0] : [0, 1])
  })

  it('counts as many more urgent as it has waited times', async () => {
    const old = await line(1, 9)
    await bench.advance(9 * 60)
    const younger = await line(1, 1)
    await bench.advance(60)
    expect(await shares([old, younger, await line(1, 0)], 1)).toEqual([1, 0, 0])
    expect(await shares([younger, await line(1, 1)], 1)).toEqual([1, 0])
  })

  it('is more urgent than the most urgent in the end, so that a stream of these does not starve it', async () => {
    const last = await line(1, 9)
    const stream = await line(20, 0, { lease_seconds: 3600 })
    let minutes = 0
    for (; (await shares([last, stream], 10))[0] === 0; minutes++) {
      if (minutes > 20) throw new Error('it starves')
      await enqueue(stream, 10, 0)
      await bench.advance(60)
    }
    expect(minutes).toBeLessThanOrEqual(11)
  })

  it('counts from when its first job joined it, so that a job that comes back is young again', async () => {
    const old = await line(1, 5)
    await bench.advance(60)
    const [row] = await claim([old], 1)
    await bench.one('reschedule_job', { ...pick(row), delay_seconds: 0, reason: 'r' })
    const young = await line(1, 4)
    expect(await shares([old, young], 1)).toEqual([0, 1])
  })

  it('ages by any setting exactly, however small', async () => {
    await ageing(0.1)
    const old = await line(1, 5)
    await bench.advance(0.3)
    expect(await shares([old, await line(1, 2)], 1)).toEqual([1, 0])
    await ageing(1e-9)
    const older = await line(1, 9)
    await bench.advance(100_000)
    expect(await shares([older, await line(1, 0)], 1)).toEqual([1, 0])
    await ageing(60)
  })

  it('never ages when the setting is 0', async () => {
    await ageing(0)
    const old = await line(1, 5)
    await bench.advance(86_400)
    expect(await shares([old, await line(1, 4)], 1)).toEqual([0, 1])
    await ageing(60)
  })
})

describe('many claims of one job', () => {
  it('take equally from equally urgent lines', { timeout: 60_000 }, async () => {
    bench = await openBench()
    const types = [await line(400), await line(400), await line(400), await line(400)]
    const given = [0, 0, 0, 0]
    for (let n = 0; n < 400; n++) {
      const index = (await shares(types, 1)).indexOf(1)
      given[index] = (given[index] ?? 0) + 1
    }
    // Six standard deviations of a binomial distribution around 100.
    for (const count of given) expect(Math.abs(count - 100)).toBeLessThan(52)
  })
})

function pick(row: Row | undefined): Row {
  return { job_id: row?.job_id, lease_token: row?.lease_token }
}
