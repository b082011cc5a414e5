import { PGlite } from '@electric-sql/pglite'
import { beforeAll, describe, expect, test } from 'vitest'
import { contractHash, lockFile } from '../../codegen/contract.ts'
import { emit } from '../../codegen/emit/index.ts'
import { compareFolder, writeFolder } from '../../codegen/files.ts'
import { introspect, type Reading } from '../../codegen/introspect.ts'
import { type Fixture, fixtureSql, goldenFolder, goldenOptions, openFixture } from './fixture.ts'

describe('the client of the hostile fixture', () => {
  let fixture: Fixture
  let reading: Reading

  beforeAll(async () => {
    fixture = await openFixture()
    reading = await introspect(fixture.run)
  })

  test('is the golden one (UPDATE_GOLDEN=1 rewrites it, for a person to look at the diff)', async () => {
    const files = emit(reading.contract, goldenOptions)
    if (process.env.UPDATE_GOLDEN) await writeFolder({ folder: goldenFolder, files })
    expect((await compareFolder({ folder: goldenFolder, files })).patch).toBe('')
  })

  test('comes out the same twice, byte for byte', async () => {
    const again = await introspect(fixture.run)
    expect([...emit(again.contract, goldenOptions)]).toEqual([...emit(reading.contract, goldenOptions)])
  })

  test('is the same from PGlite as from a real server', async () => {
    const db = await PGlite.create()
    await db.exec(fixtureSql)
    const other = await introspect(async (sql) => (await db.query(sql)).rows)
    expect(lockFile(other.contract)).toBe(lockFile(reading.contract))
  })

  test('has a hash that documentation does not change, and everything else does', async () => {
    const hash = contractHash(reading.contract)
    const documented = await fixture.readWith(`comment on function headgate.count_parcels is 'Adds up.'`)
    expect(lockFile(documented.contract)).not.toBe(lockFile(reading.contract))
    expect(contractHash(documented.contract)).toBe(hash)
    const granted = await fixture.readWith('grant execute on function headgate.leak to headgate_worker')
    expect(contractHash(granted.contract)).not.toBe(hash)
  })

  test('does not depend on what the reading session has set', async () => {
    const other = await fixture.readWith(
      `set local search_path = headgate, pg_catalog; set local datestyle = 'german'; set local quote_all_identifiers = on`,
    )
    expect(lockFile(other.contract)).toBe(lockFile(reading.contract))
  })
})
