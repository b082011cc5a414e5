import { beforeAll, describe, expect, it } from 'vitest'
import { asRole, connect } from '../../support/database.ts'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const enqueue = (job_type: string) => bench.one('enqueue_job', { job_type })
const claim = (job_type: string) =>
  bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 100 })

async function headOf(jobType: string): Promise<bigint> {
  const [row] = await bench.sql(
    `select h.xid::text from headgate_private.head h join headgate_private.job_type t using (lane)
     where t.job_type = $1 and h.priority = 5`,
    [jobType],
  )
  return BigInt(String(row?.xid))
}

async function moveHeads(): Promise<void> {
  await bench.advance(2)
  await bench.call('tick')
}

describe('the head of a line', () => {
  it('moves past jobs that are gone, and what comes later is found', async () => {
    const job_type = await bench.type()
    await enqueue(job_type)
    await claim(job_type)
    await moveHeads()
    expect(await headOf(job_type)).toBeGreaterThan(0n)
    await enqueue(job_type)
    expect(await claim(job_type)).toHaveLength(1)
  })

  it('stays before a job that waits', async () => {
    const job_type = await bench.type()
    const { job_id } = await enqueue(job_type)
    await moveHeads()
    const rows = await bench.sql('select ready_xid::text from headgate_private.job_queue where job_id = $1', [
      job_id,
    ])
    expect(await headOf(job_type)).toBeLessThanOrEqual(BigInt(String(rows[0]?.ready_xid)))
    expect(await claim(job_type)).toMatchObject([{ job_id }])
  })

  it('passes no job whose transaction is still open', async () => {
    const job_type = await bench.type()
    const writer = await asRole(bench.db, 'service_role')
    await writer.query('begin')
    await writer.query('select from headgate.enqueue_job($1)', [job_type])
    await enqueue(job_type)
    expect(await claim(job_type)).toHaveLength(1)
    await moveHeads()
    await writer.query('commit')
    expect(await claim(job_type)).toHaveLength(1)
  })

  it('loses no job to an old snapshot held open elsewhere', async () => {
    const job_type = await bench.type()
    await enqueue(job_type)
    const old = await connect(bench.db)
    await old.query('begin isolation level repeatable read')
    await old.query('select from headgate_private.ready')
    for (let round = 0; round < 3; round++) {
      await enqueue(job_type)
      await moveHeads()
      expect((await claim(job_type)).length).toBeGreaterThan(0)
    }
    await old.query('rollback')
    await enqueue(job_type)
    await moveHeads()
    expect(await claim(job_type)).toHaveLength(1)
  })

  it('is passed over when it lies beyond this cluster, as after a restored dump, and mended', async () => {
    const job_type = await bench.type()
    const { job_id } = await enqueue(job_type)
    await bench.sql("update headgate_private.head set xid = '9000000000000000000'")
    expect(await claim(job_type)).toMatchObject([{ job_id }])
    await moveHeads()
    expect(await headOf(job_type)).toBeLessThan(9_000_000_000_000_000_000n)
    await enqueue(job_type)
    expect(await claim(job_type)).toHaveLength(1)
  })

  it('finds jobs of another cluster among new ones', async () => {
    const job_type = await bench.type()
    const old = await enqueue(job_type)
    await bench.sql("update headgate_private.ready set xid = '9000000000000000000' where job_id = $1", [
      old.job_id,
    ])
    await bench.sql(
      "update headgate_private.job_queue set ready_xid = '9000000000000000000' where job_id = $1",
      [old.job_id],
    )
    await bench.sql("update headgate_private.head set xid = '8000000000000000000'")
    const young = await enqueue(job_type)
    const rows = await claim(job_type)
    expect(new Set(rows.map((row) => row.job_id))).toEqual(new Set([old.job_id, young.job_id]))
  })
})
