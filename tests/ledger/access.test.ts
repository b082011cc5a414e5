import { describe, expect, it } from 'vitest'
import { deploy, deployStatus } from '../../deploy/deploy.ts'
import { freshDatabase } from '../support/database.ts'
import { access } from './access.ts'
import { openLedger } from './support.ts'

describe('a partition of the ledger', () => {
  it.for(Object.entries(access))('%s', async ([, scenario]) => {
    await scenario((open = openLedger) => open())
  })

  it('made at run time is no drift, and leaves a second deploy nothing to write', async () => {
    const { connectionString, pool } = await freshDatabase()
    await pool.query(`select headgate.enqueue_job('plain'), headgate.tick()`)
    await pool.query(`update headgate_private.ledger_partition set opened_at = opened_at - interval '1 day'`)
    await pool.query('select headgate.tick()')
    const { rows } = await pool.query('select number from headgate_private.ledger_partition order by 1')
    expect(rows).toEqual([{ number: 0 }, { number: 1 }, { number: 2 }])
    expect(await deployStatus({ connectionString })).toMatchObject({ drift: [], upToDate: true })
    expect(await deploy({ connectionString })).toMatchObject({ changed: false })
    expect(await deploy({ connectionString, repair: true })).toMatchObject({ changed: false })
  })
})
