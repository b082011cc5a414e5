import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { pgTransport } from '../../client/pg.ts'
import type { ContractFunction } from '../../codegen/contract.ts'
import { readLock } from '../../codegen/lock.ts'
import { type Fixture, openFixture } from '../codegen/fixture.ts'
import * as golden from '../codegen/golden/index.ts'

// Where the generators of the table in docs/contract.md fail, one by one.

const folder = join(import.meta.dirname, '../codegen/golden')
const contract = await readLock(join(folder, 'contract.lock.json'))
const text = (path: string) => readFileSync(join(folder, path), 'utf8')

function functionOf(name: string): ContractFunction {
  const found = contract.functions.find((fn) => fn.name === name)
  if (found === undefined) throw new Error(`the golden contract has no ${name}`)
  return found
}

const columnOf = (name: string, column: string) =>
  functionOf(name).returns.columns.find((it) => it.name === column)

describe('where other generators fail', () => {
  let fixture: Fixture

  beforeAll(async () => {
    fixture = await openFixture()
  })

  test('postgres-meta: an OUT parameter before the inputs does not shift which argument has a default', () => {
    expect(functionOf('count_parcels').arguments).toMatchObject([
      { name: 'p_from' },
      { name: 'p_to', default: '1' },
    ])
    expect(functionOf('count_parcels').arguments[0]).not.toHaveProperty('default')
    expect(text('functions/countParcels.ts')).toMatch(
      /readonly from: bigint \| number\n[\s\S]*readonly to\?: bigint/,
    )
  })

  test('kanel: a type that has only the name of a built-in one is not taken for it', async () => {
    const read = fixture.readWith(`
      create function headgate.odd(p_a headgate.text) returns headgate.text language sql as $$ select p_a $$;
      comment on function headgate.odd is 'Odd.'`)
    expect((await read).contract.functions.find(({ name }) => name === 'odd')).toMatchObject({
      arguments: [{ type: 'headgate.text' }],
      returns: { columns: [{ type: 'headgate.text' }] },
    })
    expect(columnOf('send_parcel', 'labels')?.type).toBe('pg_catalog.text[]')
  })

  test('kysely-codegen: functions are what is generated', () => {
    expect(golden).toHaveProperty('sendParcel', expect.any(Function))
  })

  test('pgTyped: labels of an enum stand in the order of the server, and nullability is known without a table', () => {
    expect(golden.ParcelState.options).toEqual(['waiting', `it's "sent"`, 'constructor'])
    expect(columnOf('send_parcel', 'units')?.nullable).toBe(false)
    expect(columnOf('send_parcel', 'at')?.nullable).toBe(true)
  })

  test('Zapatos: a leading underscore makes no array, and errors are classes, not a list of codes', async () => {
    const odd = fixture.readWith(`
      create type headgate._mood as enum ('fine');
      create function headgate.odd() returns headgate._mood language sql as $$ select 'fine'::headgate._mood $$;
      comment on function headgate.odd is 'Odd.'`)
    await expect(odd).rejects.toThrow(/has the type headgate\._mood/)
    expect(new golden.DepotFull({ function: 'f', message: '', hint: '', detail: {} })).toBeInstanceOf(
      golden.Refusal,
    )
  })

  test('sqlc: nullability is proved, not guessed (the proofs are in tests/codegen/never-null.test.ts)', async () => {
    const guess = fixture.readWith(`
      create function headgate.odd() returns bigint language sql as $$ select count(*) from headgate_private.ledger $$;
      comment on function headgate.odd is 'Odd.'`)
    const [column] =
      (await guess).contract.functions.find(({ name }) => name === 'odd')?.returns.columns ?? []
    expect(column?.nullable).toBe(true)
  })

  test('sqlx: an outer join inside a function is seen', async () => {
    const odd = fixture.readWith(`
      create function headgate.odd() returns table (a headgate.nn_bigint) language sql as $$
        select r.a from (select 1) l left join (select 1::headgate.nn_bigint as a) r on false $$;
      comment on function headgate.odd is E'Odd.\\n@returns one row'`)
    await expect(odd).rejects.toThrow(/inside its query/)
  })

  test('PostGraphile: a strict function takes no null, and everything else is nullable only if it says so', async () => {
    const odd = fixture.readWith(`
      create function headgate.odd(p_a integer default null) returns integer strict language sql as $$ select p_a $$;
      comment on function headgate.odd is 'Odd.'`)
    const [argument] = (await odd).contract.functions.find(({ name }) => name === 'odd')?.arguments ?? []
    expect(argument?.nullable).toBe(false)
    expect(text('functions/sendParcel.ts')).toMatch(
      /readonly weight\?: string \| number \| null \| undefined/,
    )
  })

  test('PostgREST: large numbers keep their digits, and a name stands for one function', async () => {
    const transport = pgTransport(fixture.database.pool)
    const row = await golden.sendParcel(transport, { to: 'Ada', units: 9007199254740993n, weight: '1.10' })
    expect(row).toMatchObject({ units: 9007199254740993n, weight: '1.10' })
    const overload = fixture.readWith(`
      create function headgate.leak(p_a integer) returns void language sql as $$ $$;
      comment on function headgate.leak(integer) is 'Odd.'`)
    await expect(overload).rejects.toThrow(/leak: is overloaded/)
  })

  test('pg-nano: domains are types of their own with their checks, and errors are not empty', () => {
    expect(golden.Percent.safeParse(101).success).toBe(false)
    expect(golden.Percent.safeParse(100).success).toBe(true)
    expect(text('functions/sendParcel.ts')).toMatch(/readonly parcelId: ParcelId\n/)
    expect(text('functions/sendParcel.ts')).toMatch(/SendParcelError =\n {2}\| InvalidArgument\n/)
  })

  test('NpgsqlRest: not everything is nullable, int8 is no number, and comments come without the body', () => {
    expect(text('functions/sendParcel.ts')).toMatch(/readonly units: bigint\n/)
    expect(text('functions/sendParcel.ts')).toContain('Who gets it; ')
    expect(text('functions/sendParcel.ts')).not.toContain('insert into')
  })
})
