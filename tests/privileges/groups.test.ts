import type pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { asRole, freshDatabase, type TestDatabase } from '../support/database.ts'
import { attempt, notRefused } from './attempt.ts'
import { type Callable, type Relation, readFunctions, readRelations, readsOf, writesOf } from './catalog.ts'
import { GROUPS, type GroupRole, readGrants } from './matrix.ts'

let db: TestDatabase
let functions: Callable[]
let relations: Relation[]
let grants: ReadonlyMap<string, readonly GroupRole[]>

beforeAll(async () => {
  db = await freshDatabase()
  functions = await readFunctions(db)
  relations = await readRelations(db)
  grants = await readGrants()
})

const publicOnes = (): Callable[] => functions.filter((f) => f.schema === 'headgate')
const views = (): Relation[] => relations.filter((relation) => relation.kind === 'view')

/** As a group may: the functions and views that the matrix gives to one of the roles. */
function given(roles: readonly GroupRole[]): string[] {
  return [...grants].filter(([, to]) => to.some((role) => roles.includes(role))).map(([what]) => what)
}

/** What of the API does not answer 42501. */
async function open(client: pg.Client): Promise<string[]> {
  const found: string[] = []
  for (const { name, call } of publicOnes()) {
    if ((await attempt(client, call)) !== '42501') found.push(`function ${name}`)
  }
  for (const { name } of views()) {
    if ((await attempt(client, `select from ${name}`)) === 'ok')
      found.push(`view ${name.replace('headgate.', '')}`)
  }
  return found
}

describe('the grants matrix', () => {
  it('names every public function and every view, and nothing else', () => {
    const api = [
      ...publicOnes().map((f) => `function ${f.name}`),
      ...views().map(({ name }) => `view ${name.replace('headgate.', '')}`),
    ]
    expect([...grants.keys()].sort()).toEqual(api.sort())
  })
})

describe.each([
  ...GROUPS.map((role) => [role, [role]] as const),
  ['service_role', ['headgate_producer', 'headgate_worker', 'headgate_operator']] as const,
])('%s', (role, roles) => {
  let client: pg.Client

  beforeAll(async () => {
    client = await asRole(db, role)
  })

  it('may use exactly what the matrix gives to it', async () => {
    expect((await open(client)).sort()).toEqual(given(roles).sort())
  })

  it('may call no internal function', async () => {
    const internal = functions.filter((f) => f.schema === 'headgate_private')
    expect(internal.length).toBeGreaterThan(80)
    const calls = internal.map((f) => f.call)
    expect(await notRefused(client, calls)).toEqual([])
  })

  it('may read no table', async () => {
    const tables = relations.filter((relation) => relation.kind !== 'view')
    expect(await notRefused(client, tables.flatMap(readsOf))).toEqual([])
  })

  it('may write no table and no view', async () => {
    expect(await notRefused(client, relations.flatMap(writesOf))).toEqual([])
  })

  it('may update no row through a view', async () => {
    const statements = [
      "update headgate.job_queue set state = 'completed'",
      'update headgate.leases set expires_at = clock_timestamp()',
      "update headgate.audit_log set action = 'forged'",
      "update headgate.system_configuration set value = '1'",
      'update headgate.api_rate_limits set request_limit = null',
      'update headgate.job_types set max_attempts = 1',
      'select from headgate.job_queue for update',
    ]
    expect(await notRefused(client, statements)).toEqual([])
  })

  it('may not become the owner', async () => {
    expect(
      await notRefused(client, ['set role headgate_owner', 'grant headgate_owner to current_user']),
    ).toEqual([])
  })
})

describe('service_role', () => {
  it('carries a job from enqueue to completion', async () => {
    const client = await asRole(db, 'service_role')
    await client.query("select from headgate.enqueue_job('plain')")
    const { rows } = await client.query<{ job_id: string; lease_token: string }>(
      "select job_id, lease_token from headgate.claim_jobs('w', array['plain'])",
    )
    const done = await client.query('select state from headgate.complete_job($1, $2)', [
      rows[0]?.job_id,
      rows[0]?.lease_token,
    ])
    expect(done.rows).toEqual([{ state: 'completed' }])
  })
})
