import { beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../support/database.ts'
import { type Bench, openBench } from '../bench.ts'
import { refusalOf } from '../refusal.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
  await bench.one('log_audit_event', { action: 'read', patient_id: 'p1' })
})

describe('the audit trail', () => {
  it.each([
    ['update', "update headgate_private.audit_log set action = 'forged'"],
    ['delete', 'delete from headgate_private.audit_log'],
    ['truncate', 'truncate headgate_private.audit_log'],
  ])('refuses %s, even to the owner and to a superuser', async (what, statement) => {
    for (const role of ['headgate_owner', 'none']) {
      const client = await connect(bench.db)
      await client.query(`set role ${role}`)
      const refusal = await refusalOf(client.query(statement), bench.db)
      expect(refusal).toMatchObject({ code: 'JQ106', message: expect.stringContaining(what) })
      await client.end()
    }
    const rows = await bench.sql("select from headgate.audit_log where action = 'read'")
    expect(rows).toHaveLength(1)
  })
})
