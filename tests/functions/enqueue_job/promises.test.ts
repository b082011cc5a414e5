import { beforeAll, describe, expect, it } from 'vitest'
import { asRole } from '../../support/database.ts'
import { type Bench, openBench, START } from '../bench.ts'
import { look, rowCounts, startJob, trail, waits, waitsForItsTime } from '../look.ts'
import { json } from '../signatures.ts'

let bench: Bench
const inSeconds = (seconds: number): Date => new Date(START.getTime() + seconds * 1000)

beforeAll(async () => {
  bench = await openBench()
})

describe('enqueue_job', () => {
  it('puts a job in line, with a ledger row, a waiting row and an audit row', async () => {
    const answer = await bench.one('enqueue_job', { job_type: 'plain', payload: { a: 1 } })
    expect(answer).toMatchObject({ created: true, outcome: 'accepted', scheduled_at: START })
    expect(await look(bench, answer.job_id)).toEqual({ ...waits, attempt: 0, retry_count: 0 })
    expect(await trail(bench, answer.job_id)).toMatchObject([
      { action: 'enqueued', from_state: null, to_state: 'queued', actor: 'service_role' },
    ])
  })

  it('records the settings it was given', async () => {
    const given = {
      payload: ['x', null, { y: '💧' }],
      priority: 0,
      correlation_id: 'c-1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      metadata: { ward: 'A' },
      deadline_at: inSeconds(3600),
      max_attempts: 7,
      idempotency_key: 'k-settings',
      concurrency_key: '💧'.repeat(200),
    }
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain', estimated_tokens: 12, ...given })
    expect(await bench.one('get_job', { job_id })).toMatchObject({
      ...given,
      estimated_tokens: '12',
      state: 'queued',
    })
  })

  it('takes what it was not given from the job type', async () => {
    const job_type = await bench.type({
      default_priority: 3,
      max_attempts: 2,
      estimated_tokens: 44,
      deadline_seconds: 90,
    })
    const { job_id } = await bench.one('enqueue_job', { job_type })
    expect(await bench.one('get_job', { job_id })).toMatchObject({
      priority: 3,
      max_attempts: 2,
      estimated_tokens: '44',
      deadline_at: inSeconds(90),
      payload: {},
      metadata: {},
    })
  })

  it('joins the transaction of its caller', async () => {
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin')
    const { rows } = await client.query<{ job_id: string }>(
      "select job_id from headgate.enqueue_job('plain')",
    )
    await client.query('rollback')
    expect((await bench.refused('get_job', { job_id: rows[0]?.job_id })).code).toBe('JQ101')
  })

  it.each([
    ['a job type that is not registered', { job_type: 'nobody' }, 'JQ002', { job_type: 'nobody' }],
    ['no job type', { job_type: null }, 'JQ001', {}],
    ['SQL null for a payload', { payload: null }, 'JQ001', {}],
    ['metadata that is no object', { metadata: [] }, 'JQ001', {}],
    ['SQL null for metadata', { metadata: null }, 'JQ001', {}],
    ['a priority below 0', { priority: -1 }, 'JQ001', {}],
    ['a priority above 9', { priority: 10 }, 'JQ001', {}],
    ['no attempts', { max_attempts: 0 }, 'JQ001', {}],
    ['too many attempts', { max_attempts: 1001 }, 'JQ001', {}],
    ['fewer tokens than none', { estimated_tokens: -1 }, 'JQ001', {}],
    ['more tokens than a counter holds', { estimated_tokens: 2_147_483_648 }, 'JQ001', {}],
    ['the most tokens a bigint holds', { estimated_tokens: '9223372036854775807' }, 'JQ001', {}],
    ['an empty correlation id', { correlation_id: '' }, 'JQ001', {}],
    ['a correlation id too long', { correlation_id: 'c'.repeat(201) }, 'JQ001', {}],
    ['an empty concurrency key', { concurrency_key: '' }, 'JQ001', {}],
    ['a concurrency key too long', { concurrency_key: '💧'.repeat(201) }, 'JQ001', {}],
    ['an empty idempotency key', { idempotency_key: '' }, 'JQ001', {}],
    ['an idempotency key too long', { idempotency_key: '💧'.repeat(201) }, 'JQ001', {}],
    ['a scope unheard of', { idempotency_key: 'k', idempotency_scope: 'daily' }, 'JQ001', {}],
    ['SQL null for a scope', { idempotency_key: 'k', idempotency_scope: null }, 'JQ001', {}],
    ['an interval without seconds', { idempotency_key: 'k', idempotency_scope: 'interval' }, 'JQ001', {}],
    ['seconds without an interval', { idempotency_key: 'k', idempotency_seconds: 1 }, 'JQ001', {}],
    [
      'an interval of no time',
      { idempotency_key: 'k', idempotency_scope: 'interval', idempotency_seconds: 0 },
      'JQ001',
      {},
    ],
    ['a scope without a key', { idempotency_scope: 'forever' }, 'JQ001', {}],
    [
      'a traceparent of another version',
      { traceparent: `ff-${'1'.repeat(32)}-${'1'.repeat(16)}-01` },
      'JQ001',
      {},
    ],
    ['a traceparent of zeros', { traceparent: `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01` }, 'JQ001', {}],
    [
      'a traceparent with a line break',
      { traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01\n` },
      'JQ001',
      {},
    ],
    ['a parent that never was', { parent_job_id: '987654321' }, 'JQ101', {}],
    ['a negative parent', { parent_job_id: '-1' }, 'JQ101', {}],
    ['a time in the past', { scheduled_at: inSeconds(-61) }, 'JQ004', {}],
    ['minus infinity', { scheduled_at: '-infinity' }, 'JQ004', {}],
    ['infinity', { scheduled_at: 'infinity' }, 'JQ004', {}],
    ['a time beyond the horizon', { scheduled_at: inSeconds(366 * 86_400 + 1) }, 'JQ004', {}],
    ['a deadline that has passed', { deadline_at: START }, 'JQ004', {}],
    [
      'a deadline before the job may run',
      { scheduled_at: inSeconds(100), deadline_at: inSeconds(100) },
      'JQ004',
      {},
    ],
    ['a deadline of infinity', { deadline_at: 'infinity' }, 'JQ004', {}],
    ['a deadline beyond the horizon', { deadline_at: inSeconds(366 * 86_400 + 1) }, 'JQ004', {}],
  ])('refuses %s and writes nothing', async (_, args, code, detail) => {
    const before = await rowCounts(bench)
    const refusal = await bench.refused('enqueue_job', { job_type: 'plain', ...args })
    expect(refusal).toMatchObject({ code, detail: { problem: expect.any(String), ...detail } })
    expect(refusal.detail).not.toHaveProperty('element')
    expect(await rowCounts(bench)).toEqual(before)
  })

  it.each([
    ['priority 0', { priority: 0 }],
    ['priority 9', { priority: 9 }],
    ['1 attempt', { max_attempts: 1 }],
    ['1000 attempts', { max_attempts: 1000 }],
    ['0 tokens', { estimated_tokens: 0 }],
    ['2147483647 tokens', { estimated_tokens: 2_147_483_647 }],
    ['a key of 200 characters', { idempotency_key: '💧'.repeat(200) }],
    ['a correlation id of 200 characters', { correlation_id: '💧'.repeat(200) }],
    ['a time just within the tolerance', { scheduled_at: inSeconds(-60) }],
    ['a time at the horizon', { scheduled_at: inSeconds(366 * 86_400) }],
    ['a deadline a moment ahead', { deadline_at: inSeconds(0.001) }],
  ])('accepts %s, at the end of the range', async (_, args) => {
    expect(await bench.one('enqueue_job', { job_type: 'plain', ...args })).toMatchObject({
      outcome: 'accepted',
    })
  })

  it('counts a time in the past, within the tolerance, as now', async () => {
    const answer = await bench.one('enqueue_job', { job_type: 'plain', scheduled_at: inSeconds(-5) })
    expect(answer.scheduled_at).toEqual(START)
    expect(await look(bench, answer.job_id)).toMatchObject(waits)
  })

  it('keeps a future job out of the line until its time', async () => {
    const job_type = await bench.type()
    const { job_id } = await bench.one('enqueue_job', { job_type, scheduled_at: inSeconds(0.001) })
    expect(await look(bench, job_id)).toMatchObject(waitsForItsTime)
    expect(await bench.call('claim_jobs', { worker: 'w', job_types: [job_type] })).toEqual([])
  })

  it('refuses a job that its type would give up before it may run', async () => {
    const job_type = await bench.type({ deadline_seconds: 60 })
    const refusal = await bench.refused('enqueue_job', { job_type, scheduled_at: inSeconds(60) })
    expect(refusal.code).toBe('JQ004')
    expect(await bench.one('enqueue_job', { job_type, scheduled_at: inSeconds(59) })).toMatchObject({
      created: true,
    })
  })

  it('tells JSON null from SQL null', async () => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain', payload: json('null') })
    const rows = await bench.sql('select payload::text from headgate.job_queue where job_id = $1', [job_id])
    expect(rows).toEqual([{ payload: 'null' }])
  })

  it('takes any JSON for a payload', async () => {
    for (const payload of [json('0'), json('""'), json('[]'), json('true'), json('"\\uffff💧"')]) {
      expect(await bench.one('enqueue_job', { job_type: 'plain', payload })).toMatchObject({ created: true })
    }
  })

  it('never sees a NUL or half a character: the server takes neither into a JSON document', async () => {
    for (const text of ['"\\u0000"', '"\\ud800"', '{"\\u0000": 1}']) {
      const call = bench.call('enqueue_job', { job_type: 'plain', payload: json(text) })
      await expect(call).rejects.toMatchObject({ where: expect.stringContaining('JSON data') })
    }
  })

  it('refuses a payload larger than the setting', async () => {
    const refusal = await bench.refused('enqueue_job', { job_type: 'plain', payload: 'x'.repeat(262_144) })
    expect(refusal).toMatchObject({ code: 'JQ003', detail: { job_type: 'plain' } })
    expect(refusal.message).toContain('262144')
  })

  it('refuses a payload larger than its job type allows, to the byte', async () => {
    const job_type = await bench.type({ max_payload_bytes: 1000 })
    const bytes = async (length: number): Promise<unknown> =>
      (await bench.sql('select pg_column_size(to_jsonb($1::text)) as bytes', ['x'.repeat(length)]))[0]?.bytes
    let length = 900
    while (Number(await bytes(length + 1)) <= 1000) length++
    await bench.one('enqueue_job', { job_type, payload: 'x'.repeat(length) })
    expect((await bench.refused('enqueue_job', { job_type, payload: 'x'.repeat(length + 1) })).code).toBe(
      'JQ003',
    )
  })

  it('refuses metadata larger than the setting', async () => {
    const refusal = await bench.refused('enqueue_job', {
      job_type: 'plain',
      metadata: { a: 'x'.repeat(262_144) },
    })
    expect(refusal.code).toBe('JQ003')
  })

  it('refuses a cost that no window of its endpoint can take', async () => {
    const refusal = await bench.refused('enqueue_job', { job_type: 'limited', estimated_tokens: 10_001 })
    expect(refusal).toMatchObject({ code: 'JQ203', detail: { job_type: 'limited' } })
    await bench.one('enqueue_job', { job_type: 'limited', estimated_tokens: 10_000 })
  })

  it('gives a child the correlation id and trace of its parent, on every audit row', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const job_type = await bench.type()
    const parent = await startJob(bench, job_type, { correlation_id: 'visit-7', traceparent })
    const child = await startJob(bench, await bench.type(), { parent_job_id: parent.job_id })
    expect(child.claim).toMatchObject({ correlation_id: 'visit-7', traceparent })
    await bench.one('complete_job', { job_id: child.job_id, lease_token: child.lease_token })
    const rows = await trail(bench, child.job_id)
    expect(rows.map((row) => [row.action, row.correlation_id])).toEqual([
      ['enqueued', 'visit-7'],
      ['claimed', 'visit-7'],
      ['completed', 'visit-7'],
    ])
  })

  it('prefers its own correlation id and trace to those of its parent', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`
    const parent = await bench.one('enqueue_job', { job_type: 'plain', correlation_id: 'theirs' })
    const args = { job_type: 'plain', parent_job_id: parent.job_id, correlation_id: 'own', traceparent }
    const { job_id } = await bench.one('enqueue_job', args)
    expect(await bench.one('get_job', { job_id })).toMatchObject({ correlation_id: 'own', traceparent })
  })

  it('gives a child of a job without a correlation id that of the job', async () => {
    const parent = await bench.one('enqueue_job', { job_type: 'plain' })
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain', parent_job_id: parent.job_id })
    expect(await bench.one('get_job', { job_id })).toMatchObject({ correlation_id: `job:${parent.job_id}` })
  })
})
