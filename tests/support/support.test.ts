import { describe, expect, test } from 'vitest'
import { advanceClock, installTestClock, readClock, setClock } from './clock.ts'
import { asRole, connect, emptyDatabase, freshDatabase, poolAsRole } from './database.ts'
import { eventually } from './eventually.ts'

describe('the test support', () => {
  test('gives each caller a database of its own, with everything deployed', async () => {
    const [one, other] = [await freshDatabase(), await freshDatabase()]
    await one.pool.query('create table only_here ()')
    const client = await connect(other)
    await expect(client.query('select from only_here')).rejects.toMatchObject({ code: '42P01' })
    const { rows } = await client.query("select to_regnamespace('headgate') is not null as deployed")
    expect(rows).toEqual([{ deployed: true }])
  })

  test('gives a database with nothing in it', async () => {
    const { pool } = await emptyDatabase()
    const { rows } = await pool.query("select to_regnamespace('headgate') as headgate")
    expect(rows).toEqual([{ headgate: null }])
  })

  test('lets a test be a role and nothing more', async () => {
    const db = await freshDatabase()
    const who =
      'select current_user as name, (select rolsuper from pg_roles where rolname = session_user) as super'
    const worker = await asRole(db, 'headgate_worker')
    expect((await worker.query(who)).rows).toEqual([{ name: 'headgate_worker', super: false }])
    const operators = poolAsRole(db, 'headgate_operator')
    expect((await operators.query(who)).rows).toEqual([{ name: 'headgate_operator', super: false }])
  })

  test('moves the clock of one database', async () => {
    const db = await freshDatabase()
    await installTestClock(db)
    await advanceClock(db, 3600)
    expect((await readClock(db)).getTime() - Date.now()).toBeGreaterThan(3_590_000)
    await setClock(db, new Date('2030-01-01T00:00:00Z'))
    await advanceClock(db, 1.5)
    expect(await readClock(db)).toEqual(new Date('2030-01-01T00:00:01.500Z'))
  })

  test('polls until a condition holds, and says why it never did', async () => {
    let calls = 0
    expect(await eventually(() => ++calls === 3)).toBe(true)
    const never = eventually(() => Promise.reject(new Error('not yet')), { timeoutMs: 50 })
    await expect(never).rejects.toThrow('not yet')
  })
})
