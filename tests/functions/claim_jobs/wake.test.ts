import type pg from 'pg'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asRole, connect } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type Args, type Bench, openBench } from '../bench.ts'
import { startJob } from '../look.ts'

let bench: Bench
let heard: string[] = []
let job_type: string

beforeAll(async () => {
  bench = await openBench()
  await bench.one('set_configuration', { key: 'reclaim_jitter_seconds', value: 0 })
  const listener = await connect(bench.db)
  listener.on('notification', ({ payload }) => heard.push(payload ?? ''))
  await listener.query('listen headgate')
})

beforeEach(async () => {
  job_type = await bench.type()
})

const enqueue = (more: Args = {}) => bench.one('enqueue_job', { job_type, ...more })
const claim = (more: Args = {}) => bench.call('claim_jobs', { worker: 'w', job_types: [job_type], ...more })
const ask = (more: Args = {}) => claim({ wake_me: true, ...more })
const inAMinute = async () => new Date((await bench.now()).getTime() + 60_000)
const aMinuteLater = () => bench.advance(61)
/** From then on somebody else may tell, whoever is still about to. */
const nextTurn = () => bench.advance(0.05)

/** What was announced since this was last asked: notifications come in the order of their commits. */
async function said(): Promise<string[]> {
  await bench.sql(`select pg_notify('headgate', 'end')`)
  await eventually(() => heard.includes('end'))
  const types = heard.filter((payload) => payload !== 'end')
  heard = []
  return types
}

/** How often the job type was announced. */
async function announced(): Promise<number> {
  return (await said()).filter((type) => type === job_type).length
}

async function marks(): Promise<number> {
  const rows = await bench.sql(
    `select mark_id from headgate_private.wake_mark join headgate_private.job_type t using (lane)
     where t.job_type = $1`,
    [job_type],
  )
  return rows.length
}

/** A connection with a transaction open. */
async function begin(): Promise<pg.Client> {
  const client = await asRole(bench.db, 'service_role')
  await client.query('begin')
  return client
}

const put = (client: pg.Client) => client.query('select from headgate.enqueue_job($1)', [job_type])
const askOn = (client: pg.Client) =>
  client.query('select from headgate.claim_jobs($1, array[$2], p_wake_me => true)', ['w', job_type])

/** Each prepares, and gives what then puts a job in line. */
const roads: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  enqueued: async () => () => enqueue(),
  'enqueued with others': async () => () =>
    bench.call('enqueue_jobs', { jobs: [{ job_type }, { job_type, priority: 1 }] }),
  'due, in a tick': async () => {
    await enqueue({ scheduled_at: await inAMinute() })
    return () => bench.call('tick')
  },
  'due, when a worker looks': async () => {
    await enqueue({ scheduled_at: await inAMinute() })
    return () => claim({ worker: 'other' })
  },
  'moved to the front of its time': async () => {
    const { job_id } = await enqueue({ scheduled_at: new Date('2030-06-01') })
    return () => bench.one('reschedule_job', { job_id, delay_seconds: 0, reason: 'test' })
  },
  'handed back by its worker': async () => {
    const { job_id, lease_token } = await startJob(bench, job_type, { lease_seconds: 3600 })
    return () => bench.one('reschedule_job', { job_id, lease_token, delay_seconds: 0, reason: 'test' })
  },
  'to be retried at once': async () => {
    const { job_id, lease_token } = await startJob(bench, job_type, { lease_seconds: 3600 })
    return async () => bench.one('fail_job', { job_id, lease_token, error: {}, retry_at: await bench.now() })
  },
  redriven: async () => {
    const { job_id, lease_token } = await startJob(bench, job_type)
    await bench.one('dead_letter_job', { job_id, lease_token, reason: 'test' })
    return () => bench.call('redrive_jobs', { job_type })
  },
  'reclaimed from a dead worker': async () => {
    await startJob(bench, job_type, { lease_seconds: 60 })
    return () => bench.call('reclaim_timed_out_jobs')
  },
  'one of a schedule': async () => {
    await bench.one('schedule_job', { name: `s-${job_type}`, job_type, cron: '* * * * *' })
    return () => bench.call('tick')
  },
  'next of its concurrency key': async () => {
    const { job_id, lease_token } = await startJob(bench, job_type, {
      lease_seconds: 3600,
      concurrency_key: 'k',
    })
    await enqueue({ concurrency_key: 'k' })
    return () => bench.one('complete_job', { job_id, lease_token })
  },
  'of a type that is resumed': async () => {
    await enqueue()
    await bench.one('pause_job_type', { job_type })
    return () => bench.one('resume_job_type', { job_type })
  },
}

describe('a job that comes into line', () => {
  it('is announced to those who have asked for it, and once only', async () => {
    await claim()
    await enqueue()
    expect(await announced()).toBe(0)
    await claim()
    await ask()
    await enqueue()
    expect(await announced()).toBe(1)
    await enqueue()
    expect(await announced()).toBe(0)
  })

  it.each(Object.keys(roads))('is announced when it is %s', async (name) => {
    const comeIntoLine = await roads[name]?.()
    expect(await ask()).toEqual([])
    expect(await announced()).toBe(0)
    await aMinuteLater()
    await comeIntoLine?.()
    expect(await announced()).toBe(1)
  })

  it('is announced by all that can put jobs in line, but those that need not', async () => {
    const silent = await bench.sql(
      `select proname from pg_proc where pronamespace = 'headgate_private'::regnamespace
       and prosrc ~ 'insert into headgate_private\\.ready\\M' and prosrc !~ 'headgate_private\\.wake\\('
       order by proname`,
    )
    // The news of a key was announced; more places and a restored dump wait for nobody.
    expect(silent.map(({ proname }) => proname)).toEqual([
      'admit_keyed',
      'give_places',
      'renew_restored',
      'stir_keys',
    ])
  })

  it('is announced by its type alone', async () => {
    const other = await bench.type()
    await ask({ job_types: [other] })
    await enqueue()
    expect(await announced()).toBe(0)
    await ask()
    await claim()
    await ask()
    await bench.one('enqueue_job', { job_type: other })
    expect(await announced()).toBe(0)
  })

  it('is not announced when it is one for later', async () => {
    await ask()
    await enqueue({ scheduled_at: await inAMinute() })
    expect(await announced()).toBe(0)
  })

  it('is not announced when it is there already', async () => {
    await enqueue({ idempotency_key: 'same' })
    await claim()
    await ask()
    expect(await enqueue({ idempotency_key: 'same' })).toMatchObject({ outcome: 'duplicate' })
    expect(await announced()).toBe(0)
  })

  it('is not announced when backpressure delays it', async () => {
    const limits = { request_limit: 60, queue_depth_limit: 1, backpressure: 'delay' }
    const endpoint = await bench.endpoint(limits)
    const other = await bench.type({ provider: 'p', endpoint })
    await bench.call('set_job_type', { job_type, provider: 'p', endpoint })
    await ask()
    await bench.one('enqueue_job', { job_type: other })
    expect(await enqueue()).toMatchObject({ outcome: 'delayed' })
    expect(await announced()).toBe(0)
  })

  it('is not announced when its transaction is rolled back, and the next one is', async () => {
    await ask()
    const client = await begin()
    await put(client)
    await client.query('rollback')
    expect(await announced()).toBe(0)
    await enqueue()
    expect(await announced()).toBe(1)
  })

  it('is announced by what is left of a transaction after a rollback to a savepoint', async () => {
    await ask()
    const client = await begin()
    await client.query('savepoint s')
    await put(client)
    await client.query('rollback to s')
    await put(client)
    await client.query('commit')
    expect(await announced()).toBe(1)
  })
})

describe('who is told', () => {
  it('is nobody who was given a job', async () => {
    await enqueue()
    expect(await ask()).toHaveLength(1)
    await enqueue()
    expect(await announced()).toBe(0)
  })

  it('is nobody who could not start what is in line already', async () => {
    const endpoint = await bench.endpoint({ status: 'paused' })
    await bench.call('set_job_type', { job_type, provider: 'p', endpoint })
    await enqueue()
    expect(await ask()).toEqual([])
    await enqueue()
    expect(await announced()).toBe(0)
  })

  it('is nobody who asks for a paused type', async () => {
    await bench.one('pause_job_type', { job_type })
    await ask()
    await enqueue()
    expect(await announced()).toBe(0)
  })

  it('can ask again once told', async () => {
    for (let round = 0; round < 3; round++) {
      await claim()
      await ask()
      await ask()
      await enqueue()
      expect(await announced()).toBe(1)
    }
    expect(await marks()).toBe(6)
  })

  it('is told of each of the types it asks for', async () => {
    const other = await bench.type()
    await ask({ job_types: [job_type, other] })
    await bench.call('enqueue_jobs', { jobs: [{ job_type: other }, { job_type }, { job_type: other }] })
    expect((await said()).toSorted()).toEqual([job_type, other].toSorted())
  })

  it('must say whether it asks', async () => {
    const refusal = await bench.refused('claim_jobs', { worker: 'w', job_types: [job_type], wake_me: null })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument: 'p_wake_me' } })
  })
})

describe('of transactions that put jobs in line at the same time', () => {
  it('one tells', async () => {
    await ask()
    const crowd = await Promise.all([begin(), begin(), begin()])
    for (const client of crowd) await put(client)
    for (const client of crowd) await client.query('commit')
    expect(await announced()).toBe(1)
  })

  it('another tells when the first has not committed for long', async () => {
    await ask()
    const long = await begin()
    await put(long)
    await nextTurn()
    await enqueue()
    expect(await announced()).toBe(1)
    await long.query('commit')
    expect(await announced()).toBe(1)
  })

  it('another tells when the first was rolled back', async () => {
    await ask()
    const first = await begin()
    await put(first)
    await first.query('rollback')
    await enqueue()
    expect(await announced()).toBe(1)
  })

  it('none tells twice, or gathers locks, however often it is asked for', async () => {
    const long = await begin()
    for (let round = 0; round < 3; round++) {
      await claim({ limit: 100 })
      await ask()
      await put(long)
      await nextTurn()
      await enqueue()
      expect(await announced()).toBe(1)
    }
    const { rows } = await long.query(
      `select from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'`,
    )
    expect(rows).toHaveLength(1)
    await long.query('commit')
    expect(await announced()).toBe(1)
  })

  it('one that tells late takes nothing from those who have asked meanwhile', async () => {
    await ask()
    const late = await begin()
    await put(late)
    await nextTurn()
    await enqueue()
    await claim()
    await ask()
    await late.query('commit')
    expect(await announced()).toBe(2)
    await claim()
    await enqueue()
    expect(await announced()).toBe(1)
  })
})

describe('of workers that ask at the same time', () => {
  it('all are told, once', async () => {
    const [one, other] = [await begin(), await begin()]
    await askOn(one)
    await askOn(other)
    await other.query('commit')
    await one.query('commit')
    expect(await marks()).toBe(2)
    await enqueue()
    expect(await announced()).toBe(1)
    await enqueue()
    expect(await announced()).toBe(0)
  })

  it('nobody is waited for', async () => {
    const [asking, telling] = [await begin(), await begin()]
    await askOn(asking)
    await ask()
    await put(telling)
    await enqueue()
    await claim()
    await ask()
    await bench.call('tick')
    for (const client of [asking, telling]) await client.query('rollback')
  })
})

describe('a tick', () => {
  it('deletes the marks that newer ones of the type have overtaken, and no others', async () => {
    const other = await bench.type()
    await ask({ job_types: [other] })
    await ask()
    for (let round = 0; round < 5; round++) {
      await enqueue()
      await claim()
      await ask()
    }
    await bench.call('tick')
    expect(await marks()).toBe(1)
    await announced()
    await enqueue()
    expect(await announced()).toBe(1)
    await bench.call('tick')
    expect(await marks()).toBe(1)
    await enqueue()
    await bench.one('enqueue_job', { job_type: other })
    expect(await said()).toEqual([other])
  })

  it('waits for nobody who is about to delete them', async () => {
    await ask()
    await enqueue()
    const other = await connect(bench.db)
    await other.query('begin')
    await other.query('delete from headgate_private.wake_mark')
    await bench.call('tick')
    await other.query('rollback')
  })

  it('looks at a small part of many marks, another each time', async () => {
    await bench.sql(
      `insert into headgate_private.wake_mark (lane)
       select t.lane from headgate_private.job_type t, generate_series(1, 6000) where t.job_type = $1`,
      [job_type],
    )
    await bench.call('tick')
    expect(await marks()).toBeGreaterThan(3000)
    const isPruned = async () => {
      await bench.call('tick')
      return (await marks()) === 1
    }
    await eventually(isPruned, { timeoutMs: 20_000, everyMs: 0 })
  })
})
