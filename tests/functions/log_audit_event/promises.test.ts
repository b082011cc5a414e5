import { beforeAll, describe, expect, it } from 'vitest'
import { asRole } from '../../support/database.ts'
import { type Bench, openBench } from '../bench.ts'
import { lastEntry, look, startJob } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('log_audit_event', () => {
  it('records an event that concerns no job', async () => {
    const answer = await bench.one('log_audit_event', { action: 'export.started' }, 'headgate_producer')
    expect(answer).toEqual({ audit_id: expect.any(String), logged_at: await bench.now() })
    const rows = await bench.sql('select * from headgate.audit_log where audit_id = $1', [answer.audit_id])
    expect(rows).toMatchObject([
      { action: 'export.started', actor: 'headgate_producer', job_id: null, to_state: null, details: {} },
    ])
  })

  it('records whom it concerns, on whose behalf, and under which attempt', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type(), { correlation_id: 'visit' })
    const event = {
      action: 'note.write',
      patient_id: 'p-💧',
      application_user: 'dr. k',
      details: { after: 1 },
    }
    await bench.one('log_audit_event', { ...event, job_id, lease_token })
    expect(await lastEntry(bench, job_id)).toMatchObject({
      ...{ action: 'note.write', patient_id: 'p-💧', details: { after: 1 } },
      ...{ attempt: 1, worker: 'w1', correlation_id: 'visit', lease_token, from_state: null, to_state: null },
    })
  })

  it('prefers the correlation id it is given', async () => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain', correlation_id: 'visit' })
    await bench.one('log_audit_event', { action: 'read', job_id, correlation_id: 'other' })
    expect(await lastEntry(bench, job_id)).toMatchObject({ correlation_id: 'other', lease_token: null })
  })

  it('joins the transaction of its caller', async () => {
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin')
    await client.query("select from headgate.log_audit_event('undone')")
    await client.query('rollback')
    expect(await bench.sql("select from headgate.audit_log where action = 'undone'")).toEqual([])
  })

  it('holds up no heartbeat while its transaction is open', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin')
    await client.query('select from headgate.log_audit_event($1, p_job_id => $2, p_lease_token => $3)', [
      'read',
      job_id,
      lease_token,
    ])
    await bench.one('heartbeat_jobs', { lease_token })
    await client.query('rollback')
    expect(await look(bench, job_id)).toMatchObject({ state: 'running' })
  })

  it('lets nobody write the action of a transition', async () => {
    const actions = await bench.sql('select distinct action from headgate_private.job_transition')
    for (const { action } of actions) {
      const refusal = await bench.refused('log_audit_event', { action })
      expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument: 'p_action' } })
    }
  })

  it.each([
    ['no action', { action: null }, 'p_action'],
    ['an empty action', { action: '' }, 'p_action'],
    ['an action in capitals', { action: 'Read' }, 'p_action'],
    ['an action with a line break', { action: 'read\n' }, 'p_action'],
    ['an action too long', { action: 'a'.repeat(101) }, 'p_action'],
    ['an empty patient', { patient_id: '' }, 'p_patient_id'],
    ['a patient id too long', { patient_id: 'p'.repeat(201) }, 'p_patient_id'],
    ['an empty correlation id', { correlation_id: '' }, 'p_correlation_id'],
    ['a correlation id too long', { correlation_id: 'c'.repeat(201) }, 'p_correlation_id'],
    ['an empty user', { application_user: '' }, 'p_application_user'],
    ['a user too long', { application_user: 'u'.repeat(201) }, 'p_application_user'],
    ['no details', { details: null }, 'p_details'],
    ['details that are no object', { details: [1] }, 'p_details'],
    ['details too large', { details: { a: 'x'.repeat(262_144) } }, 'p_details'],
    ['a token without a job', { lease_token: '00000000-0000-0000-0000-000000000000' }, 'p_job_id'],
  ])('refuses %s', async (_, args, argument) => {
    const refusal = await bench.refused('log_audit_event', { action: 'read', ...args })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument } })
  })

  it('refuses a job that never was', async () => {
    const refusal = await bench.refused('log_audit_event', { action: 'read', job_id: '987654321' })
    expect(refusal).toMatchObject({ code: 'JQ101', detail: { job_id: '987654321' } })
  })
})
