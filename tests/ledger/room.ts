import { expect } from 'vitest'
import { type Bench, openBench, type Row } from '../functions/bench.ts'
import { refusalOf } from '../functions/refusal.ts'
import { blocked, holding } from '../functions/waiting.ts'
import { plant } from '../properties/faults.ts'
import { connect } from '../support/database.ts'
import {
  claim,
  completed,
  DAY,
  drawFrom,
  enqueue,
  partitionOf,
  partitions,
  SPAN,
  TURN,
  tick,
} from './support.ts'

/** Prepares a database of its own, perhaps with a fault in it. */
export type Open = (open?: () => Promise<Bench>) => Promise<Bench>
export type Scenario = (open: Open) => Promise<void>

const enqueueOne = `select job_id from headgate.enqueue_job('plain')`
const jobIdOf = (result: unknown): unknown => (result as { rows?: Row[] }).rows?.[0]?.job_id

async function idsAndPartitions(bench: Bench): Promise<Row[]> {
  return await bench.sql(
    'select tableoid::regclass::text as name, count(*)::int as jobs from headgate_private.job_queue group by 1 order by 1',
  )
}

/** That there is always room for a job. */
export const room = {
  'a tick makes the next partition ahead, once': async (open) => {
    const bench = await open(openBench)
    expect(await partitions(bench)).toEqual(['job_queue_0'])
    expect(await tick(bench)).toEqual({ made: 1, retired: 0 })
    expect(await partitions(bench)).toEqual(['job_queue_0', 'job_queue_1'])
    expect(await tick(bench)).toEqual({ made: 0, retired: 0 })
  },

  'any number of ticks make it once': async (open) => {
    const bench = await open(openBench)
    const made = await Promise.all(Array.from({ length: 8 }, async () => Number((await tick(bench)).made)))
    expect(made.reduce((sum, count) => sum + count)).toBe(1)
    expect(await partitions(bench)).toEqual(['job_queue_0', 'job_queue_1'])
  },

  'a partition spans an eighth of the retention': async (open) => {
    const bench = await open()
    expect(await enqueue(bench, 1)).toEqual(['1'])
    await bench.advance(TURN - 1)
    expect(await tick(bench)).toEqual({ made: 0, retired: 0 })
    expect(await enqueue(bench, 1)).toEqual(['2'])
    await bench.advance(1)
    expect(await tick(bench)).toEqual({ made: 1, retired: 0 })
    expect(await enqueue(bench, 1)).toEqual([String(SPAN)])
    expect(await partitions(bench)).toEqual(['job_queue_0', 'job_queue_1', 'job_queue_2'])
  },

  'a partition without jobs is not turned over': async (open) => {
    const bench = await open()
    await bench.advance(30 * DAY)
    expect(await tick(bench)).toEqual({ made: 0, retired: 0 })
    expect(await enqueue(bench, 1)).toEqual(['1'])
  },

  'near its end a partition is not turned over but filled': async (open) => {
    const bench = await open()
    await drawFrom(bench, SPAN - 20)
    await enqueue(bench, 1)
    await bench.advance(DAY)
    await tick(bench)
    expect(await enqueue(bench, 1)).toEqual([String(SPAN - 19)])
    expect(await enqueue(bench, 18)).toHaveLength(18)
    expect(await enqueue(bench, 1)).toEqual([String(SPAN)])
    expect(await tick(bench)).toEqual({ made: 1, retired: 0 })
  },

  'there are about ten partitions, whatever the rate': async (open) => {
    const bench = await open()
    for (let step = 0; step < 90; step++) {
      await completed(bench, 1 + 5 * (step % 7))
      await bench.advance(TURN / 4)
      await tick(bench)
      expect((await partitions(bench)).length).toBeLessThanOrEqual(11)
    }
    expect((await partitions(bench)).length).toBeGreaterThanOrEqual(8)
  },

  'where nobody ticks, enqueue makes room, before there is none': async (open) => {
    const bench = await open(openBench)
    await drawFrom(bench, SPAN / 2 - 1)
    await enqueue(bench, 1)
    expect(await partitions(bench)).toEqual(['job_queue_0'])
    await enqueue(bench, 1)
    expect(await partitions(bench)).toEqual(['job_queue_0', 'job_queue_1'])
  },

  'a batch may run over the end of the last partition': async (open) => {
    const bench = await open(openBench)
    await drawFrom(bench, SPAN - 20)
    expect(await enqueue(bench, 50)).toHaveLength(50)
    expect(await idsAndPartitions(bench)).toEqual([
      { name: 'headgate_private.job_queue_0', jobs: 20 },
      { name: 'headgate_private.job_queue_1', jobs: 30 },
    ])
    expect(await claim(bench, 100)).toHaveLength(50)
  },

  'a sequence that was moved by hand finds room on both sides of a border': async (open) => {
    const bench = await open()
    await drawFrom(bench, 5 * SPAN - 20)
    expect(await enqueue(bench, 50)).toHaveLength(50)
    expect(await partitions(bench)).toEqual([0, 1, 4, 5, 6].map((number) => `job_queue_${number}`))
  },

  'of many who enqueue at the border, one makes room and none is refused': async (open) => {
    const bench = await open(openBench)
    await drawFrom(bench, SPAN - 30)
    const batches = await Promise.all(Array.from({ length: 16 }, () => enqueue(bench, 5)))
    expect(new Set(batches.flat()).size).toBe(80)
    expect(await idsAndPartitions(bench)).toEqual([
      { name: 'headgate_private.job_queue_0', jobs: 30 },
      { name: 'headgate_private.job_queue_1', jobs: 50 },
    ])
  },

  'nobody waits for one who makes room ahead and does not commit': async (open) => {
    const bench = await open(openBench)
    await drawFrom(bench, SPAN - 20)
    const maker = await holding(bench, enqueueOne)
    const [id] = await enqueue(bench, 1)
    expect(await partitionOf(bench, id)).toBe('job_queue_0')
    expect(await tick(bench)).toEqual({ made: 0, retired: 0 })
    await maker.query('rollback')
    expect(await partitions(bench)).toEqual(['job_queue_0'])
    await enqueue(bench, 1)
    expect(await partitions(bench)).toEqual(['job_queue_0', 'job_queue_1'])
  },

  'whoever needs the room that another makes waits for it': async (open) => {
    const bench = await open(openBench)
    await drawFrom(bench, SPAN)
    const maker = await holding(bench, enqueueOne)
    const enqueued = await blocked(bench, await connect(bench.db), enqueueOne)
    await maker.query('commit')
    expect(await partitionOf(bench, jobIdOf(await enqueued.outcome))).toBe('job_queue_1')
  },

  'and makes it himself if the other gives up': async (open) => {
    const bench = await open(openBench)
    await drawFrom(bench, SPAN)
    const maker = await holding(bench, enqueueOne)
    const enqueued = await blocked(bench, await connect(bench.db), enqueueOne)
    await maker.end()
    expect(await partitionOf(bench, jobIdOf(await enqueued.outcome))).toBe('job_queue_1')
  },

  'whoever has waited too long is refused, and may try again': async (open) => {
    const bench = await open(openBench)
    await plant(bench.db, {
      what: 'impatience',
      where: 'headgate_private.extend_ledger',
      swaps: [['1 .. 100', '1 .. 3']],
    })
    await drawFrom(bench, SPAN)
    const maker = await holding(bench, enqueueOne)
    expect(await bench.refused('enqueue_job', { job_type: 'plain' })).toMatchObject({ code: 'JQ107' })
    await maker.query('commit')
    const [id] = await enqueue(bench, 1)
    expect(await partitionOf(bench, id)).toBe('job_queue_1')
  },

  'a statement that reads the ledger enqueues while there is room, and is refused when there is none': async (
    open,
  ) => {
    const bench = await open()
    await bench.sql(enqueueOne)
    await drawFrom(bench, 2 * SPAN - 10)
    // With something to prune by, the executor keeps the ledger itself open, not its partitions alone.
    const reading = `select e.job_id from headgate.job_queue j cross join lateral headgate.enqueue_job(j.job_type) e
      where j.job_id > (select 0) limit 1`
    const [row] = await bench.sql(reading)
    expect(await partitionOf(bench, row?.job_id)).toBe('job_queue_1')
    expect(await partitions(bench)).toEqual(['job_queue_0', 'job_queue_1'])
    await drawFrom(bench, 2 * SPAN)
    expect(await refusalOf(bench.sql(reading), bench.db)).toMatchObject({ code: 'JQ107' })
    await bench.call('tick')
    expect(await bench.sql(reading)).toHaveLength(1)
  },
} satisfies Record<string, Scenario>
