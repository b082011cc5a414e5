import type pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { asRole, freshDatabase, type TestDatabase } from '../support/database.ts'
import { notRefused } from './attempt.ts'
import { type Callable, type Relation, readFunctions, readRelations, readsOf, writesOf } from './catalog.ts'

let db: TestDatabase
let functions: Callable[]
let relations: Relation[]

beforeAll(async () => {
  db = await freshDatabase()
  functions = await readFunctions(db)
  relations = await readRelations(db)
})

describe.each(['anon', 'authenticated', 'headgate_test_stranger'] as const)('%s', (role) => {
  let client: pg.Client

  beforeAll(async () => {
    client = await asRole(db, role)
  })

  it('may call no function', async () => {
    expect(functions.length).toBeGreaterThan(100)
    const calls = functions.map((f) => f.call)
    expect(await notRefused(client, calls)).toEqual([])
  })

  it('may read no table, view or sequence', async () => {
    expect(relations.length).toBeGreaterThan(15)
    expect(await notRefused(client, relations.flatMap(readsOf))).toEqual([])
  })

  it('may write no table, view or sequence', async () => {
    expect(await notRefused(client, relations.flatMap(writesOf))).toEqual([])
  })

  it('may create nothing in our schemas, and become none of our roles', async () => {
    const statements = [
      'create table headgate.mine ()',
      'create table headgate_private.mine ()',
      "create function headgate.mine() returns int language sql as 'select 1'",
      'create view headgate.mine as select 1',
      'create domain headgate.mine as text',
      'set role headgate_owner',
      'grant headgate_owner to current_user',
      'alter schema headgate owner to current_user',
      'drop schema headgate cascade',
      'alter function headgate_private.clock() owner to current_user',
    ]
    expect(await notRefused(client, statements)).toEqual([])
  })
})

describe('PUBLIC', () => {
  it('is granted nothing of ours', async () => {
    const { rows } = await db.pool.query(`
      select 'schema ' || nspname as granted from pg_namespace n,
        aclexplode(coalesce(nspacl, acldefault('n', nspowner))) a
      where a.grantee = 0 and nspname in ('headgate', 'headgate_private')
      union all
      select 'function ' || p.oid::regprocedure from pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
      where a.grantee = 0 and pronamespace in ('headgate'::regnamespace, 'headgate_private'::regnamespace)
      union all
      select 'relation ' || c.oid::regclass from pg_class c, aclexplode(coalesce(relacl, acldefault('r', relowner))) a
      where a.grantee = 0 and relnamespace in ('headgate'::regnamespace, 'headgate_private'::regnamespace)`)
    expect(rows).toEqual([])
  })
})
