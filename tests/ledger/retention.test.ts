import { describe, expect, it } from 'vitest'
import { holding } from '../functions/waiting.ts'
import { retention, untilPast } from './retention.ts'
import { claim, completed, openLedger, tick } from './support.ts'

describe('retention', () => {
  it.for(Object.entries(retention))('%s', async ([, scenario]) => {
    await scenario((open = openLedger) => open())
  })

  it('a transaction that enqueued before the turn and was prepared loses nothing either', async (context) => {
    const bench = await openLedger()
    await completed(bench, 3)
    const late = await holding(bench, `select headgate.enqueue_job('plain')`)
    const [{ most } = {}] = await bench.sql(
      `select current_setting('max_prepared_transactions')::int as most`,
    )
    if (Number(most) === 0) context.skip('prepared transactions are off on this server')
    await untilPast(bench)
    await late.query(`prepare transaction 'late'`)
    expect(await tick(bench)).toEqual({ made: 0, retired: 0 })
    await bench.sql(`commit prepared 'late'`)
    await bench.advance(60)
    expect(await tick(bench)).toEqual({ made: 0, retired: 1 })
    expect(await claim(bench, 5)).toHaveLength(1)
  })
})
