import { describe, it } from 'vitest'
import { room } from './room.ts'
import { openLedger } from './support.ts'

describe('the ledger has room', () => {
  it.for(Object.entries(room))('%s', async ([, scenario]) => {
    await scenario((open = openLedger) => open())
  })
})
