import { describe, expect, test } from 'vitest'
import { connect, emptyDatabase } from './database.ts'
import { eventually } from './eventually.ts'

describe('the test support', () => {
  test('gives each caller a database of its own', async () => {
    const [one, other] = [await emptyDatabase(), await emptyDatabase()]
    await one.pool.query('create table only_here ()')
    const client = await connect(other)
    await expect(client.query('select from only_here')).rejects.toMatchObject({ code: '42P01' })
  })

  test('polls until a condition holds, and says why it never did', async () => {
    let calls = 0
    expect(await eventually(() => ++calls === 3)).toBe(true)
    const never = eventually(() => Promise.reject(new Error('not yet')), { timeoutMs: 50 })
    await expect(never).rejects.toThrow('not yet')
  })
})
