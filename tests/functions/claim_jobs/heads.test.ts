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

interface Head {
  readonly xid: bigint
  readonly open: readonly string[]
}

async function headOf(jobType: string): Promise<Head> {
  const [row] = await bench.sql(
    `select h.xid::text, h.open_xids::text[] as open
     from headgate_private.job_type t cross join lateral headgate_private.head_of(t.lane, 5::smallint) h
     where t.job_type = $1`,
    [jobType],
  )
  return { xid: BigInt(String(row?.xid ?? 0)), open: row?.open as string[] }
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
    expect((await headOf(job_type)).xid).toBeGreaterThan(0n)
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
    expect((await headOf(job_type)).xid).toBeLessThanOrEqual(BigInt(String(rows[0]?.ready_xid)))
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

  it('is moved by many at once, none of whom waits for another', async () => {
    const job_type = await bench.type()
    for (let jobs = 0; jobs < 4; jobs++) await enqueue(job_type)
    const claimers = await Promise.all([1, 2, 3, 4].map(() => asRole(bench.db, 'service_role')))
    for (const claimer of claimers) {
      await claimer.query(`set lock_timeout = '1s'; begin`)
      // The first job is still to be seen by all the others: they make the same head.
      const { rows } = await claimer.query(`select from headgate.claim_jobs('w', array[$1])`, [job_type])
      expect(rows).toHaveLength(1)
    }
    for (const claimer of claimers) await claimer.query('commit')
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

  it('passes a transaction that stays open, keeps it in mind, and forgets it once its jobs are claimed', async () => {
    const job_type = await bench.type()
    const writer = await asRole(bench.db, 'service_role')
    await writer.query('begin')
    await writer.query('select from headgate.enqueue_job($1)', [job_type])
    const { rows } = await writer.query('select pg_current_xact_id()::text as xid')
    const { xid } = rows[0]
    for (let round = 0; round < 3; round++) {
      await enqueue(job_type)
      expect(await claim(job_type)).toHaveLength(1)
      await moveHeads()
    }
    const passed = await headOf(job_type)
    expect(passed.xid).toBeGreaterThan(BigInt(xid))
    // Transactions of other databases of the server are passed too.
    expect(passed.open).toContain(xid)
    await writer.query('savepoint later')
    await writer.query('select from headgate.enqueue_job($1)', [job_type])
    await writer.query('commit')
    expect(await claim(job_type)).toHaveLength(2)
    await moveHeads()
    expect((await headOf(job_type)).open).not.toContain(xid)
  })

  it('counts only where it was made: one from a restored dump is passed over and pruned', async () => {
    const job_type = await bench.type()
    const { job_id } = await enqueue(job_type)
    await bench.sql(
      `insert into headgate_private.head (lane, priority, xid, job_id, seen, made_in, made_at, open_xids)
       select lane, 5, '9000000000000000000', 0, '9000000000000000000', '8999999999999999999', now(), '{}'
       from headgate_private.job_type where job_type = $1`,
      [job_type],
    )
    expect(await claim(job_type)).toMatchObject([{ job_id }])
    await moveHeads()
    const rows = await bench.sql(`select from headgate_private.head where xid > '8000000000000000000'`)
    expect(rows).toEqual([])
    await enqueue(job_type)
    expect(await claim(job_type)).toHaveLength(1)
  })

  it('lets jobs of another cluster stand among new ones, once tick has given them places', async () => {
    const job_type = await bench.type()
    const old = await enqueue(job_type)
    for (const change of [
      "update headgate_private.ready set xid = '9000000000000000000' where job_id = $1",
      "update headgate_private.job_queue set ready_xid = '9000000000000000000' where job_id = $1",
    ])
      await bench.sql(change, [old.job_id])
    await bench.call('tick')
    const young = await enqueue(job_type)
    const rows = await claim(job_type)
    expect(rows.map((row) => row.job_id)).toEqual([old.job_id, young.job_id])
    expect(await bench.one('cancel_job', { job_id: old.job_id })).toMatchObject({ state: 'cancelled' })
  })
})
