import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeployReport, deploy } from '../../deploy/deploy.ts'
import { type EmbeddedServer, startEmbedded } from '../../server/embedded.ts'
import { fixtureDir, refusal } from './support.ts'

/** Names that break whoever forgets to quote. */
const DEPLOYER = `o'Hara "the; deployer" --`
const DATABASE = `it's "a; db" $$ \\ é`

/** A server of its own, as roles belong to the whole server. */
let server: EmbeddedServer
let admin: pg.Client

const ident = pg.escapeIdentifier

/** By client, as an address cannot spell every name. */
async function deployAs(user: string, database: string): Promise<DeployReport> {
  const { host, port } = admin
  const client = new pg.Client({ host, port, user, database, password: 'secret' })
  await client.connect()
  try {
    return await deploy({ client, sqlDir: fixtureDir, environment: 'development' })
  } finally {
    await client.end()
  }
}

async function createUser(name: string, attributes: string): Promise<void> {
  await admin.query(`create role ${ident(name)} login ${attributes} password 'secret'`)
}

beforeAll(async () => {
  server = await startEmbedded({ keep: false, settings: { fsync: 'off' } })
  admin = new pg.Client({ connectionString: server.connectionString })
  await admin.connect()
  await createUser('nobody', '')
  await createUser('second', '')
  await createUser(DEPLOYER, 'createrole')
  for (const database of [DATABASE, 'other']) await admin.query(`create database ${ident(database)}`)
})

afterAll(async () => {
  await admin.end()
  await server.stop()
})

describe('a deployer who is no superuser', () => {
  it('without CREATE on the database is told what to grant', async () => {
    const error = await refusal(deployAs(DEPLOYER, DATABASE))
    expect(error).toMatchObject({ code: 'insufficient_privilege' })
    expect(error.hint).toContain('grant create on database')
  })

  it('without CREATEROLE is told what is missing', async () => {
    await admin.query(`grant create on database ${ident(DATABASE)} to nobody`)
    const error = await refusal(deployAs('nobody', DATABASE))
    expect(error).toMatchObject({ code: 'insufficient_privilege' })
    expect(error.message).toContain('headgate_owner')
    expect(error.hint).toContain('createrole')
  })

  it('with both can deploy, twice, and takes no more of the owner than needed', async () => {
    await admin.query(`create role service_role nologin; create role anon nologin`)
    await admin.query(`grant create on database ${ident(DATABASE)} to ${ident(DEPLOYER)}`)
    const report = await deployAs(DEPLOYER, DATABASE)
    expect(report).toMatchObject({ changed: true, server: { database: DATABASE, user: DEPLOYER } })
    expect(report.roles).toContain('grant headgate_worker to service_role')
    expect(await deployAs(DEPLOYER, DATABASE)).toMatchObject({ changed: false })

    const { rows } = await admin.query(
      `select bool_or(set_option) as set, bool_or(inherit_option) as inherit from pg_auth_members
       where roleid = 'headgate_owner'::regrole and member = $1::regrole`,
      [ident(DEPLOYER)],
    )
    expect(rows).toEqual([{ set: true, inherit: false }])
  })

  it('gives service_role its memberships when it appears later', async () => {
    await admin.query('drop role service_role')
    expect(await deployAs(DEPLOYER, DATABASE)).toMatchObject({ changed: false })
    await admin.query('create role service_role nologin')
    const report = await deployAs(DEPLOYER, DATABASE)
    expect(report).toMatchObject({ changed: true, functions: { unchanged: 4 } })
    expect([...report.roles].sort()).toEqual([
      'grant headgate_operator to service_role',
      'grant headgate_producer to service_role',
      'grant headgate_worker to service_role',
    ])
    expect(await deployAs(DEPLOYER, DATABASE)).toMatchObject({ changed: false })
  })

  it('who did not make the roles is told what to ask for, and can deploy once it is granted', async () => {
    await admin.query(`grant create on database other to second`)
    const error = await refusal(deployAs('second', 'other'))
    expect(error).toMatchObject({ code: 'insufficient_privilege' })
    const grant = /: (grant headgate_owner to "second"[^.]*)/.exec(error.hint)?.[1]
    await admin.query(grant ?? 'no advice')
    expect(await deployAs('second', 'other')).toMatchObject({ changed: true })
    expect(await deployAs('second', 'other')).toMatchObject({ changed: false })
  })
})
