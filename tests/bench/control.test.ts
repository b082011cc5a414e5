import { expect, test } from 'vitest'
import type { SqlContender, SqlSession } from '../../bench/contenders/contender.ts'
import { withControl } from '../../bench/measure/control.ts'
import { connect, emptyDatabase } from '../support/database.ts'

/** What it is asked, in order. */
function noting(calls: string[]): SqlContender {
  const session: SqlSession = {
    enqueue: async (count) => {
      calls.push(`enqueue ${count}`)
      return []
    },
    claim: async (most) => {
      calls.push(`claim ${most}`)
      return { ids: [], complete: async () => {} }
    },
  }
  return {
    name: 'noting',
    keeps: 'nothing',
    schemas: [],
    history: [],
    install: async () => {
      calls.push('install')
    },
    open: async () => session,
    fill: async () => false,
  }
}

test('sessions time the control before each eighth claim, in turns, and do as they are asked', async () => {
  const database = await emptyDatabase()
  const calls: string[] = []
  const { contender, times } = withControl(noting(calls))
  await contender.install(database)
  const client = await connect(database)
  const controls = async (index: number) => {
    const session = await contender.open(client, index)
    await session.enqueue(3)
    const after: number[] = []
    for (let claims = 0; claims < 9; claims++) {
      await session.claim(7)
      after.push(times.splice(0).length)
    }
    return after
  }
  expect(await controls(0)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1])
  expect(await controls(6)).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0])
  expect(calls.filter((call) => call === 'claim 7')).toHaveLength(18)
  expect(calls.filter((call) => call !== 'claim 7')).toEqual(['install', 'enqueue 3', 'enqueue 3'])
  const { rows } = await client.query('select count(*)::int as n, count(n)::int as found from bench_control')
  expect(rows).toEqual([{ n: 3 * 51, found: 3 * 51 }])
})
