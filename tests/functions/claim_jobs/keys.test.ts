import { beforeAll, describe, expect, it } from 'vitest'
import { expectConsistent } from '../../properties/invariants.ts'
import { asRole } from '../../support/database.ts'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'
import { blocks, cancelled, deadLettered, look, trail, waits, waitsForItsTime } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function enqueue(
  job_type: string,
  concurrency_key: string | undefined,
  more: Args = {},
): Promise<unknown> {
  return (await bench.one('enqueue_job', { job_type, concurrency_key, ...more })).job_id
}

const claim = (job_type: string, limit = 100): Promise<Row[]> =>
  bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit })
const claimIds = async (job_type: string, limit = 100): Promise<unknown[]> =>
  (await claim(job_type, limit)).map((row) => row.job_id)
const end = ({ job_id, lease_token }: Row, call = 'complete_job', more: Args = {}) =>
  bench.one(call, { job_id, lease_token, ...more })
const fifo = { key_order: 'fifo' }

/** Claims the one job that can start. */
async function claimOne(job_type: string): Promise<Row> {
  const [row, ...more] = await claim(job_type)
  if (!row || more.length > 0) throw new Error(`Claimed ${row ? more.length + 1 : 0} jobs`)
  return row
}

describe('of the jobs of a key', () => {
  it.each([1, 2, 3])('%i at a time run, and each end lets the next one start', async (key_concurrency) => {
    const job_type = await bench.type({ key_concurrency })
    const ids: unknown[] = []
    for (let n = 0; n < 8; n++) ids.push(await enqueue(job_type, 'k'))
    const running = await claim(job_type)
    expect(running.map((row) => row.job_id)).toEqual(ids.slice(0, key_concurrency))
    for (const next of ids.slice(key_concurrency)) {
      expect(await claim(job_type)).toEqual([])
      await end(running.shift() ?? {})
      const row = await claimOne(job_type)
      expect(row.job_id).toBe(next)
      running.push(row)
    }
    await expectConsistent(bench.db.pool)
  })

  it('the most urgent starts first, and of equals the one with the least id', async () => {
    const job_type = await bench.type()
    const first = await enqueue(job_type, 'k', { priority: 9 })
    expect((await claimOne(job_type)).job_id).toBe(first)
    const [late, soon, now, later] = [
      await enqueue(job_type, 'k', { priority: 9 }),
      await enqueue(job_type, 'k', { priority: 5 }),
      await enqueue(job_type, 'k', { priority: 0 }),
      await enqueue(job_type, 'k', { priority: 5 }),
    ]
    await bench.one('cancel_job', { job_id: first })
    const started: unknown[] = []
    for (let n = 0; n < 4; n++) {
      const row = await claimOne(job_type)
      started.push(row.job_id)
      await end(row)
    }
    expect(started).toEqual([now, soon, later, late])
  })

  it('those of one call that completes some of them in a batch count together', async () => {
    const job_type = await bench.type({ key_concurrency: 3 })
    for (let n = 0; n < 7; n++) await enqueue(job_type, 'k')
    const running = await claim(job_type)
    const completions = running.map(({ job_id, lease_token }) => ({ job_id, lease_token }))
    await bench.call('complete_jobs', { completions })
    expect(await claim(job_type)).toHaveLength(3)
    await expectConsistent(bench.db.pool)
  })

  it('none waits for those of another key, of another type, or of none', async () => {
    const [job_type, other] = [await bench.type(), await bench.type()]
    for (const key of ['k', 'k', 'l', 'l', undefined, undefined]) await enqueue(job_type, key)
    await enqueue(other, 'k')
    const rows = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type, other], limit: 100 })
    expect(rows).toHaveLength(5)
  })

  it('one that is enqueued by enqueue_jobs counts as well', async () => {
    const job_type = await bench.type()
    const jobs = ['k', 'k', 'l'].map((concurrency_key) => ({ job_type, concurrency_key }))
    const [first, , third] = await bench.call('enqueue_jobs', { jobs })
    expect(await claimIds(job_type)).toEqual([first?.job_id, third?.job_id])
    expect(await bench.one('get_job', { job_id: first?.job_id })).toMatchObject({ concurrency_key: 'k' })
  })

  it('one that is due later blocks nobody, and stands behind the others when its time has come', async () => {
    const job_type = await bench.type()
    const scheduled_at = new Date((await bench.now()).getTime() + 10_000)
    const future = await enqueue(job_type, 'k', { scheduled_at })
    const present = await enqueue(job_type, 'k')
    expect(await look(bench, future)).toMatchObject(waitsForItsTime)
    const row = await claimOne(job_type)
    expect(row.job_id).toBe(present)
    await bench.advance(10)
    expect(await claim(job_type)).toEqual([])
    expect(await look(bench, future)).toMatchObject(blocks)
    await end(row)
    expect(await claimIds(job_type)).toEqual([future])
  })
})

describe('the place of a job among those of its key is free once the job', () => {
  const ways: readonly [string, (row: Row) => Promise<unknown>][] = [
    ['is completed', (row) => end(row)],
    ['fails for good', (row) => end(row, 'fail_job', { error: 'x', retryable: false })],
    ['fails and waits to be tried again', (row) => end(row, 'fail_job', { error: 'x' })],
    ['is rescheduled by its holder', (row) => end(row, 'reschedule_job', { delay_seconds: 60, reason: 'r' })],
    ['is given up by its holder', (row) => end(row, 'dead_letter_job', { reason: 'r' })],
    ['is cancelled', ({ job_id }) => bench.one('cancel_job', { job_id })],
    ['is given up by an operator', ({ job_id }) => bench.one('dead_letter_job', { job_id, reason: 'r' })],
    ['has lost its lease for good', () => bench.advance(20)],
  ]

  it.each(ways)('%s', async (_, finish) => {
    const job_type = await bench.type({ lease_seconds: 20, on_crash: 'dead_letter' })
    const first = await enqueue(job_type, 'k')
    const second = await enqueue(job_type, 'k')
    const row = await claimOne(job_type)
    expect(row.job_id).toBe(first)
    await finish(row)
    expect(await claimIds(job_type)).toEqual([second])
    await expectConsistent(bench.db.pool)
  })

  it('is in line and is cancelled, or moved', async () => {
    const job_type = await bench.type({ key_concurrency: 2 })
    const [first, second, third, fourth] = [
      await enqueue(job_type, 'k'),
      await enqueue(job_type, 'k'),
      await enqueue(job_type, 'k'),
      await enqueue(job_type, 'k'),
    ]
    const [running] = await claim(job_type, 1)
    expect(running?.job_id).toBe(first)
    expect(await look(bench, second)).toMatchObject(waits)
    await bench.one('cancel_job', { job_id: second })
    await bench.one('reschedule_job', { job_id: third, delay_seconds: 60, reason: 'r' })
    expect(await claimIds(job_type)).toEqual([fourth])
    await expectConsistent(bench.db.pool)
  })

  it('is in line and is moved to a later time', async () => {
    const job_type = await bench.type({ key_concurrency: 2 })
    const ids = [await enqueue(job_type, 'k'), await enqueue(job_type, 'k'), await enqueue(job_type, 'k')]
    await claim(job_type, 1)
    await bench.one('reschedule_job', { job_id: ids[1], delay_seconds: 60, reason: 'r' })
    expect(await look(bench, ids[1])).toMatchObject(waitsForItsTime)
    expect(await claimIds(job_type)).toEqual([ids[2]])
  })
})

describe('a blocked job', () => {
  async function blocked(settings: Args = {}, more: Args = {}): Promise<[string, Row, unknown]> {
    const job_type = await bench.type(settings)
    await enqueue(job_type, 'k')
    const job_id = await enqueue(job_type, 'k', more)
    const running = await claimOne(job_type)
    expect(await look(bench, job_id)).toMatchObject(blocks)
    return [job_type, running, job_id]
  }

  it('is told to wait in line by get_job, with its key', async () => {
    const [, , job_id] = await blocked()
    expect(await bench.one('get_job', { job_id })).toMatchObject({ state: 'queued', concurrency_key: 'k' })
  })

  it('can be cancelled', async () => {
    const [job_type, running, job_id] = await blocked()
    await bench.one('cancel_job', { job_id })
    expect(await look(bench, job_id)).toMatchObject(cancelled)
    await end(running)
    expect(await claim(job_type)).toEqual([])
    await expectConsistent(bench.db.pool)
  })

  it('can be moved to a later time, and stands behind the others then', async () => {
    const [job_type, running, job_id] = await blocked()
    await bench.one('reschedule_job', { job_id, delay_seconds: 5, reason: 'r' })
    expect(await look(bench, job_id)).toMatchObject(waitsForItsTime)
    await bench.advance(5)
    expect(await claim(job_type)).toEqual([])
    expect(await look(bench, job_id)).toMatchObject(blocks)
    await end(running)
    expect(await claimIds(job_type)).toEqual([job_id])
  })

  it('goes on waiting when it is moved to now', async () => {
    const [job_type, running, job_id] = await blocked()
    await bench.one('retry_job', { job_id, next_at: await bench.now(), reason: 'r' })
    expect(await claim(job_type)).toEqual([])
    await end(running)
    expect(await claimIds(job_type)).toEqual([job_id])
  })

  it('can be given up, and waits again when it is redriven', async () => {
    const [job_type, running, job_id] = await blocked()
    await bench.one('dead_letter_job', { job_id, reason: 'r' })
    expect(await look(bench, job_id)).toMatchObject(deadLettered)
    await bench.call('redrive_jobs', { job_type })
    expect(await claim(job_type)).toEqual([])
    await end(running)
    expect(await claimIds(job_type)).toEqual([job_id])
    await expectConsistent(bench.db.pool)
  })

  it('whose deadline has passed is given up when its turn comes, and takes no place', async () => {
    const [job_type, running, job_id] = await blocked(
      { lease_seconds: 1000 },
      {
        deadline_at: new Date((await bench.now()).getTime() + 60_000),
      },
    )
    const next = await enqueue(job_type, 'k')
    await bench.advance(60)
    expect(await claim(job_type)).toEqual([])
    expect(await look(bench, job_id)).toMatchObject(blocks)
    await end(running)
    expect(await claimIds(job_type)).toEqual([next])
    expect(await look(bench, job_id)).toMatchObject({ ...deadLettered, attempt: 0 })
    expect((await trail(bench, job_id)).at(-1)).toMatchObject({
      from_state: 'queued',
      action: 'dead_lettered',
      details: { reason: 'deadline_exceeded' },
    })
    await expectConsistent(bench.db.pool)
  })

  it('does not wait for hundreds whose deadline has passed', async () => {
    const [job_type, running] = await blocked({ lease_seconds: 1000 })
    const deadline_at = new Date((await bench.now()).getTime() + 60_000).toISOString()
    const jobs = Array.from({ length: 250 }, () => ({
      job_type,
      concurrency_key: 'k',
      priority: 1,
      deadline_at,
    }))
    await bench.call('enqueue_jobs', { jobs })
    await bench.advance(60)
    await end(running)
    const claims = [await claim(job_type), await claim(job_type), await claim(job_type)]
    expect(claims.flat()).toHaveLength(1)
    await expectConsistent(bench.db.pool)
  })

  it('of a paused type waits until the type goes on', async () => {
    const [job_type, running, job_id] = await blocked()
    await bench.one('pause_job_type', { job_type })
    await end(running)
    expect(await claim(job_type)).toEqual([])
    await bench.one('resume_job_type', { job_type })
    expect(await claimIds(job_type)).toEqual([job_id])
  })

  it('counts as one that waits for its endpoint', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 3 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    await enqueue(job_type, 'k')
    await claimOne(job_type)
    for (let n = 0; n < 3; n++) await enqueue(job_type, 'k')
    const refusal = await bench.refused('enqueue_job', { job_type, concurrency_key: 'l' })
    expect(refusal).toMatchObject({ code: 'JQ210', detail: { queue_depth: 3 } })
  })

  it('is brought into line by tick as well', async () => {
    const [job_type, running, job_id] = await blocked()
    await end(running)
    await bench.call('tick')
    expect(await look(bench, job_id)).toMatchObject(waits)
    expect(await claimIds(job_type)).toEqual([job_id])
  })

  it('starts in the transaction in which another of its key has ended, and in no other', async () => {
    const [job_type, running, job_id] = await blocked()
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin')
    await client.query('select from headgate.complete_job($1, $2)', [running.job_id, running.lease_token])
    expect(await claim(job_type)).toEqual([])
    const claims = `select job_id from headgate.claim_jobs('w', array[$1])`
    expect((await client.query(claims, [job_type])).rows).toEqual([{ job_id }])
    await client.query('rollback')
    expect(await claim(job_type)).toEqual([])
    await end(running)
    expect(await claimIds(job_type)).toEqual([job_id])
    await expectConsistent(bench.db.pool)
  })
})

describe('the jobs of a fifo key', () => {
  it('start in the order of their ids, whatever their priority', async () => {
    const job_type = await bench.type(fifo)
    const ids: unknown[] = []
    for (const priority of [9, 0, 5, 0]) ids.push(await enqueue(job_type, 'k', { priority }))
    for (const job_id of ids) {
      const row = await claimOne(job_type)
      expect(row.job_id).toBe(job_id)
      await end(row)
    }
  })

  const returns: readonly [string, (row: Row) => Promise<unknown>][] = [
    ['fails', (row) => end(row, 'fail_job', { error: 'x', retry_at: later })],
    ['is retried', (row) => end(row, 'retry_job', { next_at: later, reason: 'r' })],
    ['is rescheduled by its holder', (row) => end(row, 'reschedule_job', { delay_seconds: 60, reason: 'r' })],
  ]
  let later: Date

  it.each(returns)('wait for the one before when it %s', async (_, giveBack) => {
    const job_type = await bench.type(fifo)
    const first = await enqueue(job_type, 'k', { priority: 9 })
    const second = await enqueue(job_type, 'k', { priority: 0 })
    later = new Date((await bench.now()).getTime() + 60_000)
    await giveBack(await claimOne(job_type))
    expect(await claim(job_type)).toEqual([])
    await bench.advance(61)
    const row = await claimOne(job_type)
    expect(row.job_id).toBe(first)
    expect(await claim(job_type)).toEqual([])
    await end(row)
    expect(await claimIds(job_type)).toEqual([second])
    await expectConsistent(bench.db.pool)
  })

  it('start with the one whose lease was lost', async () => {
    const job_type = await bench.type({ ...fifo, lease_seconds: 20 })
    const first = await enqueue(job_type, 'k', { priority: 9 })
    const second = await enqueue(job_type, 'k', { priority: 0 })
    await claimOne(job_type)
    await bench.advance(20)
    const row = await claimOne(job_type)
    expect(row).toMatchObject({ job_id: first, attempt: 2 })
    await end(row)
    expect(await claimIds(job_type)).toEqual([second])
  })

  it('go on when the one that waits to be tried again is cancelled, or moved by hand', async () => {
    const job_type = await bench.type(fifo)
    const [first, second, third] = [
      await enqueue(job_type, 'k'),
      await enqueue(job_type, 'k'),
      await enqueue(job_type, 'k'),
    ]
    await end(await claimOne(job_type), 'reschedule_job', { delay_seconds: 60, reason: 'r' })
    await bench.one('reschedule_job', { job_id: first, delay_seconds: 600, reason: 'let the others go on' })
    const row = await claimOne(job_type)
    expect(row.job_id).toBe(second)
    await end(row, 'reschedule_job', { delay_seconds: 60, reason: 'r' })
    await bench.one('cancel_job', { job_id: second })
    expect(await claimIds(job_type)).toEqual([third])
    await expectConsistent(bench.db.pool)
  })

  it('wait for one whose cancellation has not been committed', async () => {
    const job_type = await bench.type(fifo)
    const [first, second, third] = [
      await enqueue(job_type, 'k'),
      await enqueue(job_type, 'k'),
      await enqueue(job_type, 'k'),
    ]
    const row = await claimOne(job_type)
    expect(row.job_id).toBe(first)
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin')
    await client.query('select from headgate.cancel_job($1)', [second])
    await end(row)
    expect(await claim(job_type)).toEqual([])
    await client.query('rollback')
    expect(await claimIds(job_type)).toEqual([second])
    expect(await look(bench, third)).toMatchObject(blocks)
  })

  it('start in the order of their ids when a dead letter comes back', async () => {
    const job_type = await bench.type(fifo)
    const ids = [await enqueue(job_type, 'k'), await enqueue(job_type, 'k'), await enqueue(job_type, 'k')]
    await end(await claimOne(job_type), 'dead_letter_job', { reason: 'r' })
    const row = await claimOne(job_type)
    expect(row.job_id).toBe(ids[1])
    await bench.call('redrive_jobs', { job_type })
    await end(row)
    expect(await claimIds(job_type)).toEqual([ids[0]])
  })
})

describe('set_job_type, while jobs wait behind others of their key,', () => {
  it('lets more of them start at once when it raises key_concurrency', async () => {
    const job_type = await bench.type()
    for (const key of ['k', 'l']) for (let n = 0; n < 5; n++) await enqueue(job_type, key)
    await claim(job_type)
    await bench.one('set_job_type', { job_type, key_concurrency: 3 })
    await expectConsistent(bench.db.pool)
    expect(await claim(job_type)).toHaveLength(4)
    expect(await claim(job_type)).toEqual([])
  })

  it('lets none start before enough have ended when it lowers key_concurrency', async () => {
    const job_type = await bench.type({ key_concurrency: 3 })
    for (let n = 0; n < 6; n++) await enqueue(job_type, 'k')
    const running = await claim(job_type)
    await bench.one('set_job_type', { job_type, key_concurrency: 1 })
    for (const row of running) {
      expect(await claim(job_type)).toEqual([])
      await end(row)
    }
    await end(await claimOne(job_type))
    await end(await claimOne(job_type))
    await expectConsistent(bench.db.pool)
  })

  it('orders also those that already wait by their ids when it sets fifo', async () => {
    const job_type = await bench.type()
    const ids = [await enqueue(job_type, 'k')]
    await claimOne(job_type)
    for (const priority of [9, 0]) ids.push(await enqueue(job_type, 'k', { priority }))
    await bench.one('set_job_type', { job_type, key_order: 'fifo' })
    ids.push(await enqueue(job_type, 'k', { priority: 0 }))
    await bench.one('cancel_job', { job_id: ids[0] })
    for (const job_id of ids.slice(1)) {
      const row = await claimOne(job_type)
      expect(row.job_id).toBe(job_id)
      await end(row)
    }
  })

  it('keeps the place of a job that waits to be tried again when it sets any', async () => {
    const job_type = await bench.type(fifo)
    const [first, second] = [await enqueue(job_type, 'k'), await enqueue(job_type, 'k')]
    await end(await claimOne(job_type), 'reschedule_job', { delay_seconds: 60, reason: 'r' })
    await bench.one('set_job_type', { job_type, key_order: 'any' })
    expect(await claim(job_type)).toEqual([])
    await bench.advance(60)
    const row = await claimOne(job_type)
    expect(row.job_id).toBe(first)
    await end(row)
    expect(await claimIds(job_type)).toEqual([second])
    await expectConsistent(bench.db.pool)
  })
})

describe('keys take turns', () => {
  it.each([1, 2])(
    'so that ten jobs of a key do not wait for ten thousand of another (%i at once)',
    {
      timeout: 120_000,
    },
    async (key_concurrency) => {
      const job_type = await bench.type({ key_concurrency })
      const jobs = (concurrency_key: string, count: number) =>
        Array.from({ length: count }, () => ({ job_type, concurrency_key }))
      await bench.call('enqueue_jobs', { jobs: jobs('large', 10_000) })
      const small = Array.from({ length: 9 }, (_, n) => `small ${n}`)
      for (const key of small) await bench.call('enqueue_jobs', { jobs: jobs(key, 10) })
      const left = new Map(small.map((key) => [key, 10]))
      let claims = 0
      for (; left.size > 0; claims++) {
        if (claims > 100) throw new Error(`After 100 claims ${left.size} small keys are not done`)
        const rows = await claim(job_type, 10)
        const keys = await bench.sql(
          'select job_id::text, concurrency_key from headgate_private.job_queue where job_id = any ($1)',
          [rows.map((row) => row.job_id)],
        )
        for (const { concurrency_key } of keys) {
          const key = String(concurrency_key)
          const rest = (left.get(key) ?? Number.POSITIVE_INFINITY) - 1
          if (rest > 0 && left.has(key)) left.set(key, rest)
          else left.delete(key)
        }
        const completions = rows.map(({ job_id, lease_token }) => ({ job_id, lease_token }))
        await bench.call('complete_jobs', { completions })
      }
      expect(claims).toBeLessThan(60)
    },
  )

  const news = async (job_type: string) =>
    (
      await bench.sql(
        `select count(*)::int as rows from headgate_private.ready r
         join headgate_private.job_type t on t.lane = r.lane where t.job_type = $1 and r.priority = 10`,
        [job_type],
      )
    )[0]?.rows

  it('by one row for all the jobs that a call brings to a key', async () => {
    const job_type = await bench.type({ key_concurrency: 1 })
    const jobs = Array.from({ length: 300 }, (_, n) => ({ job_type, concurrency_key: `key ${n % 3}` }))
    await bench.call('enqueue_jobs', { jobs })
    expect(await news(job_type)).toBe(3)
    const scheduled_at = new Date((await bench.now()).getTime() + 1000)
    await bench.call('enqueue_jobs', { jobs: jobs.map((job) => ({ ...job, scheduled_at })) })
    expect(await claim(job_type, 10)).toHaveLength(3)
    expect(await news(job_type)).toBe(0)
    await bench.advance(10)
    await bench.sql(`select headgate_private.promote_due(lane, '-infinity', 1000) from headgate_private.job_type
      where job_type = '${job_type}'`)
    expect(await news(job_type)).toBe(3)
  })

  it('past thousands of calls that have each brought a job to another key', async () => {
    const job_type = await bench.type({ key_concurrency: 1 })
    await bench.sql(`do $$
      begin
        for n in 1 .. 3000 loop
          perform headgate.enqueue_job('${job_type}', p_concurrency_key => 'large');
        end loop;
      end
    $$`)
    const job_id = await enqueue(job_type, 'small')
    expect(await news(job_type)).toBe(3001)
    expect((await claim(job_type, 10)).map((row) => row.job_id)).toContain(job_id)
  })

  it('and no more of them than may be looked after, though many rows are taken', async () => {
    const job_type = await bench.type({ key_concurrency: 1 })
    for (let n = 0; n < 60; n++) await enqueue(job_type, 'large')
    const jobs = Array.from({ length: 150 }, (_, n) => ({ job_type, concurrency_key: `small ${n}` }))
    await bench.call('enqueue_jobs', { jobs })
    const started: number[] = []
    do started.push((await claim(job_type, 200)).length)
    while (started.at(-1) !== 0)
    expect(Math.max(...started)).toBeLessThanOrEqual(50)
    expect(started.reduce((sum, count) => sum + count)).toBe(151)
  })

  it('past any number of keys that wait for nothing', async () => {
    const job_type = await bench.type()
    for (let round = 1; round <= 3; round++) {
      for (let n = 0; n < 50; n++) await enqueue(job_type, `round ${round} key ${n}`)
      const held = await claim(job_type)
      expect(held).toHaveLength(50)
      for (const row of held) await end(row)
    }
  })

  it('by no more than fifty of them in a call, so that it holds no more locks than it may', async () => {
    const job_type = await bench.type()
    const jobs = Array.from({ length: 120 }, (_, n) => ({ job_type, concurrency_key: `key ${n}` }))
    await bench.call('enqueue_jobs', { jobs })
    const counts = [await claim(job_type), await claim(job_type), await claim(job_type)].map((c) => c.length)
    expect(counts).toEqual([50, 50, 20])
  })
})

describe('a claim in another isolation level than read committed', () => {
  it('starts what has a place, and leaves it to others to give places', async () => {
    const job_type = await bench.type({ key_concurrency: 2 })
    const [first, second] = [await enqueue(job_type, 'k'), await enqueue(job_type, 'k')]
    expect(await claimIds(job_type, 1)).toEqual([first])
    const third = await enqueue(job_type, 'l')
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin isolation level repeatable read')
    const { rows } = await client.query(`select job_id from headgate.claim_jobs('w', array[$1], 10)`, [
      job_type,
    ])
    await client.query('commit')
    expect(rows).toEqual([{ job_id: second }])
    expect(await claimIds(job_type)).toEqual([third])
  })
})
