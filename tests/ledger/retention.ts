import { expect } from 'vitest'
import type { Bench } from '../functions/bench.ts'
import { deadLettered, look, waits, waitsForItsTime } from '../functions/look.ts'
import { blocked, holding } from '../functions/waiting.ts'
import { plant } from '../properties/faults.ts'
import { connect } from '../support/database.ts'
import type { Scenario } from './room.ts'
import {
  claim,
  completed,
  DAY,
  deadLetter,
  enqueue,
  partitionOf,
  partitions,
  record,
  TURN,
  tick,
  turn,
} from './support.ts'

const retired = { made: 0, retired: 1 }
const nothing = { made: 0, retired: 0 }
const oldest = async (bench: Bench) => (await partitions(bench))[0]

/** To the moment when jobs of the first partition, enqueued at once, are past their retention. */
export async function untilPast(bench: Bench): Promise<void> {
  await turn(bench)
  await bench.advance(7 * DAY - TURN)
}

/** A first partition past its retention, with one job that must stay. */
async function pastWithOneStraggler(bench: Bench): Promise<unknown> {
  const [id] = await enqueue(bench, 1, {
    scheduled_at: new Date((await bench.now()).getTime() + 30 * 86_400_000),
  })
  await completed(bench, 3)
  await untilPast(bench)
  return id
}

/** A transaction that reads the ledger and is not over: it lets everybody work but nobody drop a table. */
const reader = (bench: Bench) => holding(bench, 'select from headgate_private.job_queue limit 1')

/** That jobs are dropped when their time has come, and none that must stay. */
export const retention = {
  'completed and cancelled jobs are dropped together, and unknown then': async (open) => {
    const bench = await open()
    const [done] = await completed(bench, 3)
    const [cancelled] = await enqueue(bench, 1)
    await bench.call('cancel_job', { job_id: cancelled })
    await turn(bench)
    await bench.advance(7 * DAY - TURN - 1)
    expect(await tick(bench)).toEqual(nothing)
    expect(await bench.one('get_job', { job_id: done })).toMatchObject({ state: 'completed' })
    await bench.advance(1)
    expect(await tick(bench)).toEqual(retired)
    expect(await partitions(bench)).toEqual(['job_queue_1', 'job_queue_2'])
    for (const job_id of [done, cancelled]) {
      for (const call of ['get_job', 'cancel_job']) {
        expect(await bench.refused(call, { job_id })).toMatchObject({ code: 'JQ101' })
      }
    }
    const [note] = await bench.sql(
      "select details from headgate.audit_log where action = 'partition_retired'",
    )
    expect(note?.details).toMatchObject({
      tables: ['job_queue_0'],
      from_id: '0',
      to_id: '1000000000',
      stragglers: 0,
    })
  },

  'a job completed late stays until its own time has come': async (open) => {
    const bench = await open()
    const [early] = await completed(bench, 1)
    const [late] = await enqueue(bench, 1)
    await turn(bench)
    const [{ job_id, lease_token } = {}] = await claim(bench, 1)
    await bench.call('complete_job', { job_id, lease_token })
    await bench.advance(7 * DAY - TURN)
    expect(await tick(bench)).toEqual(retired)
    expect(await look(bench, early)).toEqual({})
    expect(await look(bench, late)).toMatchObject({ state: 'completed' })
    await bench.advance(TURN)
    expect(await tick(bench)).toEqual(retired)
    expect(await look(bench, late)).toEqual({})
  },

  'dead letters stay longer and can be redriven meanwhile; then they go, with their entries': async (
    open,
  ) => {
    const bench = await open()
    await completed(bench, 2)
    const [saved, lost] = [await deadLetter(bench), await deadLetter(bench)]
    await untilPast(bench)
    expect(await tick(bench)).toEqual(retired)
    for (const id of [saved, lost]) expect(await look(bench, id)).toMatchObject(deadLettered)
    await bench.call('retry_job', { job_id: saved, next_at: await bench.now(), reason: 'again' })
    await bench.advance(23 * DAY - 1)
    await tick(bench)
    expect(await look(bench, lost)).toMatchObject(deadLettered)
    await bench.advance(DAY)
    expect(await tick(bench)).toEqual(retired)
    expect(await look(bench, lost)).toEqual({})
    expect(await bench.sql('select from headgate_private.dead_letter')).toEqual([])
    expect(await look(bench, saved)).toMatchObject(waits)
    expect(await claim(bench, 5)).toMatchObject([{ job_id: saved }])
  },

  'whoever waits, waits for a day to come, or runs stays, and is settled in the end': async (open) => {
    const bench = await open()
    await completed(bench, 5)
    const [waiter] = await enqueue(bench, 1, { priority: 9 })
    const at = new Date((await bench.now()).getTime() + 20 * 86_400_000)
    const [sleeper] = await enqueue(bench, 1, { scheduled_at: at })
    const [runner] = await enqueue(bench, 1)
    await untilPast(bench)
    const [held] = await claim(bench, 1)
    expect(held).toMatchObject({ job_id: runner })
    expect(await tick(bench)).toEqual(retired)
    expect(await partitions(bench)).toEqual(['job_queue_0', 'job_queue_1', 'job_queue_2'])
    expect(await look(bench, waiter)).toMatchObject(waits)
    expect(await look(bench, sleeper)).toMatchObject(waitsForItsTime)
    await bench.call('complete_job', { job_id: held?.job_id, lease_token: held?.lease_token })
    expect(await claim(bench, 5)).toMatchObject([{ job_id: waiter, payload: {} }])
    await bench.advance(13 * DAY)
    await tick(bench)
    expect((await claim(bench, 5)).map(({ job_id }) => job_id)).toContain(sleeper)
  },

  'what is left of many partitions shares one': async (open) => {
    const bench = await open()
    const kept: unknown[] = []
    for (let turns = 0; turns < 20; turns++) {
      const at = new Date((await bench.now()).getTime() + 300 * 86_400_000)
      kept.push(...(await enqueue(bench, 2, { scheduled_at: at })))
      await completed(bench, 5)
      await turn(bench)
      for (let again = 0; again < 3; again++) await bench.call('tick')
    }
    expect((await partitions(bench)).length).toBeLessThanOrEqual(12)
    const rows = await bench.sql(
      "select job_id from headgate_private.job_queue where state = 'queued' order by 1",
    )
    expect(rows.map(({ job_id }) => job_id)).toEqual(kept)
    expect(new Set(await Promise.all(kept.slice(0, 10).map((id) => partitionOf(bench, id)))).size).toBe(1)
  },

  'a key outlives the job it stands for': async (open) => {
    const bench = await open()
    const forever = { job_type: 'plain', idempotency_key: 'once', idempotency_scope: 'forever' }
    const month = {
      ...forever,
      idempotency_key: 'a month',
      idempotency_scope: 'interval',
      idempotency_seconds: 30 * DAY,
    }
    const first = [await bench.one('enqueue_job', forever), await bench.one('enqueue_job', month)]
    const completions = (await claim(bench, 2)).map(({ job_id, lease_token }) => ({ job_id, lease_token }))
    await bench.call('complete_jobs', { completions })
    await untilPast(bench)
    expect(await tick(bench)).toEqual(retired)
    expect(await bench.refused('get_job', { job_id: first[0]?.job_id })).toMatchObject({ code: 'JQ101' })
    const again = [
      await bench.one('enqueue_job', forever),
      ...(await bench.call('enqueue_jobs', { jobs: [month] })),
    ]
    expect(again).toMatchObject(
      first.map(({ job_id }) => ({
        job_id,
        created: false,
        outcome: 'duplicate',
        scheduled_at: expect.any(Date),
      })),
    )
    await bench.advance(23 * DAY)
    await tick(bench)
    expect(await bench.one('enqueue_job', forever)).toMatchObject({ created: false })
    expect(await bench.one('enqueue_job', month)).toMatchObject({ created: true })
  },

  'a partition of which too many jobs must stay is left whole, and looked at again after an hour': async (
    open,
  ) => {
    const bench = await open()
    await bench.sql(`
      insert into headgate_private.job_queue (created_at, scheduled_at, estimated_tokens, max_attempts, priority, job_type,
        created_by, payload, metadata)
      select headgate_private.clock(), headgate_private.clock(), 0, 5, 5, 'plain', 'me', '{}', '{}'
      from generate_series(1, 10001)`)
    await untilPast(bench)
    expect(await tick(bench, 100_000)).toEqual(nothing)
    expect(await record(bench, 0)).toMatchObject({
      obstacle: expect.stringContaining('10000'),
      judged_to: null,
    })
    await bench.sql(
      `update headgate_private.job_queue set state = 'cancelled', finished_at = created_at where job_id > 2`,
    )
    await bench.advance(3599)
    expect(await tick(bench, 100_000)).toEqual(nothing)
    await bench.advance(1)
    expect(await tick(bench, 100_000)).toEqual(retired)
    expect(await bench.sql('select job_id from headgate_private.job_queue order by 1')).toMatchObject([
      { job_id: '1' },
      { job_id: '2' },
    ])
  },

  'one that is large is judged a bit at a time': async (open) => {
    const bench = await open()
    await completed(bench, 50)
    await untilPast(bench)
    expect(await tick(bench, 1)).toEqual(nothing)
    expect(await record(bench, 0)).toMatchObject({ judged_to: '31', obstacle: null })
    expect(await tick(bench, 1)).toEqual(nothing)
    expect(await tick(bench, 1)).toEqual(retired)
  },

  'a retention that is raised while one is judged is kept': async (open) => {
    const bench = await open()
    const [early] = await completed(bench, 30)
    const [late] = await enqueue(bench, 1)
    await turn(bench)
    await bench.advance(5 * DAY)
    const [{ job_id, lease_token } = {}] = await claim(bench, 1)
    await bench.call('complete_job', { job_id, lease_token })
    await bench.advance(8 * DAY - TURN)
    expect(await tick(bench, 1)).toEqual(nothing)
    await bench.call('set_configuration', { key: 'completed_retention_days', value: 14 })
    expect(await tick(bench)).toEqual(nothing)
    await bench.advance(DAY)
    expect(await tick(bench)).toEqual(retired)
    expect(await look(bench, early)).toEqual({})
    expect(await look(bench, late)).toMatchObject({ state: 'completed' })
  },

  'and one that is raised between two looks, too': async (open) => {
    const bench = await open()
    const [id] = await completed(bench, 30)
    await untilPast(bench)
    const blocker = await reader(bench)
    expect(await tick(bench)).toEqual(nothing)
    expect(await record(bench, 0)).toMatchObject({ judged_to: '0' })
    await blocker.query('rollback')
    await bench.call('set_configuration', { key: 'dead_letter_retention_days', value: 31 })
    await bench.call('set_configuration', { key: 'completed_retention_days', value: 8 })
    await bench.advance(DAY - 60)
    expect(await tick(bench)).toMatchObject({ retired: 0 })
    expect(await look(bench, id)).toMatchObject({ state: 'completed' })
  },

  'a dead letter that somebody redrives at that moment stays': async (open) => {
    const bench = await open()
    await bench.call('set_configuration', { key: 'dead_letter_retention_days', value: 7 })
    const id = await deadLetter(bench)
    await completed(bench, 3)
    await untilPast(bench)
    const redriver = await holding(
      bench,
      `select headgate.retry_job(${id}, headgate_private.clock(), 'again')`,
    )
    expect(await tick(bench)).toEqual(nothing)
    await redriver.query('commit')
    await bench.advance(60)
    expect(await tick(bench)).toEqual(retired)
    expect(await look(bench, id)).toMatchObject(waits)
    expect(await claim(bench, 5)).toMatchObject([{ job_id: id }])
  },

  'a dead letter past its retention is forgotten before its partition goes': async (open) => {
    const bench = await open()
    await bench.call('set_configuration', { key: 'dead_letter_retention_days', value: 7 })
    await completed(bench, 30)
    const job_id = await deadLetter(bench)
    await untilPast(bench)
    expect(await tick(bench, 1)).toEqual(nothing)
    const again = { job_id, next_at: await bench.now(), reason: 'again' }
    expect(await bench.refused('retry_job', again)).toMatchObject({ code: 'JQ103' })
    expect(await tick(bench)).toEqual(retired)
  },

  'whoever reads the ledger in a long transaction is waited for no longer than a moment': async (open) => {
    const bench = await open()
    const straggler = await pastWithOneStraggler(bench)
    const blocker = await reader(bench)
    expect(await tick(bench)).toEqual(nothing)
    expect(await record(bench, 0)).toMatchObject({ obstacle: expect.stringContaining('lock timeout') })
    expect(await partitions(bench)).toEqual(['job_queue_0', 'job_queue_1', 'job_queue_2'])
    const [id] = await completed(bench, 1)
    expect(await look(bench, id)).toMatchObject({ state: 'completed' })
    await bench.call('retry_job', { job_id: straggler, next_at: await bench.now(), reason: 'now' })
    // Not at once: each try makes everybody wait for a moment.
    await blocker.query('commit')
    expect(await tick(bench)).toMatchObject({ retired: 0 })
    await bench.advance(60)
    expect(await tick(bench)).toMatchObject({ retired: 1 })
    expect(await look(bench, straggler)).toMatchObject(waits)
    expect(await bench.sql('show lock_timeout')).toEqual([{ lock_timeout: '0' }])
  },

  'a vacuum of the partition is not disturbed, nor anybody else': async (open) => {
    const bench = await open()
    await pastWithOneStraggler(bench)
    // It holds the lock that a vacuum holds.
    const vacuum = await holding(
      bench,
      'lock table only headgate_private.job_queue_0 in share update exclusive mode',
    )
    await plant(bench.db, {
      what: 'waiting',
      where: 'headgate_private.retire_partition',
      swaps: [[`SET lock_timeout TO '100ms'`, `SET lock_timeout TO '60s'`]],
    })
    expect(await tick(bench)).toEqual(nothing)
    expect(await record(bench, 0)).toMatchObject({ obstacle: expect.stringContaining('job_queue_0') })
    await vacuum.query('commit')
    await bench.advance(60)
    expect(await tick(bench)).toEqual(retired)
  },

  'a straggler that somebody is changing is waited for by a later tick': async (open) => {
    const bench = await open()
    const job_id = await pastWithOneStraggler(bench)
    const canceller = await holding(bench, `select headgate.cancel_job(${job_id})`)
    expect(await tick(bench)).toEqual(nothing)
    expect(await record(bench, 0)).toMatchObject({ obstacle: 'a job that must stay is being changed' })
    await canceller.query('commit')
    await bench.advance(60)
    expect(await tick(bench)).toEqual(retired)
    expect(await look(bench, job_id)).toMatchObject({ state: 'cancelled' })
  },

  'a tick that is cancelled on the way leaves everything as it was': async (open) => {
    const bench = await open()
    const straggler = await pastWithOneStraggler(bench)
    await plant(bench.db, {
      what: 'waiting',
      where: 'headgate_private.retire_partition',
      swaps: [[`SET lock_timeout TO '100ms'`, `SET lock_timeout TO '60s'`]],
    })
    const before = await record(bench, 0)
    const blocker = await reader(bench)
    const ticker = await connect(bench.db)
    const ticking = await blocked(bench, ticker, 'select headgate.tick()')
    await bench.sql('select pg_cancel_backend($1)', [ticking.pid])
    expect(await ticking.outcome).toMatchObject({ code: '57014' })
    // The error is told before its transaction has let go of its locks.
    await ticker.query('select')
    await blocker.query('commit')
    expect(await record(bench, 0)).toEqual(before)
    expect(await bench.sql("select to_regclass('headgate_private.job_queue_rest') as rest")).toEqual([
      { rest: null },
    ])
    expect(await look(bench, straggler)).toMatchObject(waitsForItsTime)
    expect(await tick(bench)).toEqual(retired)
    expect(await look(bench, straggler)).toMatchObject(waitsForItsTime)
  },

  'a transaction that enqueued before the turn and commits long after it loses nothing': async (open) => {
    const bench = await open()
    await completed(bench, 3)
    const late = await holding(bench, `select headgate.enqueue_job('plain')`)
    await untilPast(bench)
    expect(await tick(bench)).toEqual(nothing)
    const { obstacle } = await record(bench, 0)
    await late.query('commit')
    await bench.advance(60)
    expect(await tick(bench)).toEqual(retired)
    expect(await claim(bench, 5)).toHaveLength(1)
    expect(await partitions(bench)).toContain('job_queue_0')
    expect(obstacle).toContain('not over')
  },

  'a tick with an old snapshot leaves it to others': async (open) => {
    const bench = await open()
    await completed(bench, 3)
    await untilPast(bench)
    const client = await connect(bench.db)
    await client.query('begin isolation level repeatable read')
    const { rows } = await client.query('select partitions_retired from headgate.tick()')
    expect(rows).toEqual([{ partitions_retired: 0 }])
    await client.query('commit')
    expect(await tick(bench)).toEqual(retired)
  },

  'whoever took his snapshot before jobs were moved is told to run again, and loses nothing': async (
    open,
  ) => {
    const bench = await open()
    await completed(bench, 3)
    const [waiter] = await enqueue(bench, 1, { priority: 9 })
    await enqueue(bench, 1)
    await untilPast(bench)
    const [{ job_id, lease_token } = {}] = await claim(bench, 1)
    const old = await connect(bench.db)
    await old.query('begin isolation level repeatable read; select 1; savepoint before')
    expect(await tick(bench)).toEqual(retired)
    for (const call of [
      `complete_job(${job_id}, '${lease_token}')`,
      `fail_job(${job_id}, '${lease_token}', '"no"')`,
      `log_audit_event('seen', p_job_id => ${job_id})`,
      `get_job(${waiter})`,
      `cancel_job(${waiter})`,
      `claim_jobs('w', '{plain}')`,
    ]) {
      const error = await old.query(`select * from headgate.${call}`).catch((reason: unknown) => reason)
      expect([call, error]).toMatchObject([call, { code: '40001' }])
      await old.query('rollback to before')
    }
    await old.query('commit')
    await bench.call('complete_job', { job_id, lease_token })
    expect(await claim(bench, 5)).toMatchObject([{ job_id: waiter }])
  },

  'of many ticks one drops it': async (open) => {
    const bench = await open()
    const straggler = await pastWithOneStraggler(bench)
    const counts = await Promise.all(
      Array.from({ length: 8 }, async () => Number((await tick(bench)).retired)),
    )
    expect(counts.reduce((sum, count) => sum + count)).toBe(1)
    expect(await oldest(bench)).toBe('job_queue_0')
    expect(await look(bench, straggler)).toMatchObject(waitsForItsTime)
  },

  'jobs are settled while their partition is dropped': async (open) => {
    const bench = await open()
    const ids = await enqueue(bench, 40)
    await completed(bench, 20)
    await untilPast(bench)
    const worker = async () => {
      const done: unknown[] = []
      for (let round = 0; round < 5; round++) {
        const completions = (await claim(bench, 4)).map(({ job_id, lease_token }) => ({
          job_id,
          lease_token,
        }))
        done.push(...(await bench.call('complete_jobs', { completions })).map(({ job_id }) => job_id))
      }
      return done
    }
    const ticker = async () => {
      for (let round = 0; round < 10; round++) {
        await bench.advance(60)
        await bench.call('tick')
      }
      return []
    }
    const done = (await Promise.all([worker(), worker(), ticker()])).flat()
    expect(done.toSorted()).toEqual(ids.toSorted())
    const states = await bench.sql('select state, count(*)::int from headgate_private.job_queue group by 1')
    expect(states).toEqual([{ state: 'completed', count: 40 }])
  },
} satisfies Record<string, Scenario>
