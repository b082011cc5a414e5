import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { describeServer, resolveServer } from '../../server/connect.ts'
import { query, scratch } from './support.ts'

const { adminUrl } = inject('testRun')

describe('resolveServer', () => {
  test('uses the address that is given and starts nothing', async () => {
    const dataDir = join(scratch(), 'postgres')
    const server = await resolveServer({ databaseUrl: adminUrl, dataDir })
    expect(server).toMatchObject({ connectionString: adminUrl, embedded: false })
    await server.stop()
    expect(existsSync(dataDir)).toBe(false)
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('starts the embedded server when no address is given', async () => {
    const server = await resolveServer({ databaseUrl: '', dataDir: join(scratch(), 'postgres') })
    expect(server.embedded).toBe(true)
    expect(await query(server.connectionString, 'select current_database() as name')).toEqual([
      { name: 'headgate' },
    ])
    await server.stop()
  })

  test.each(['localhost/db', 'mysql://h/db', 'postgres://u:p#w@h:1/db'])(
    'refuses the address %s',
    async (databaseUrl) => {
      await expect(resolveServer({ databaseUrl })).rejects.toMatchObject({ code: 'invalid_url' })
    },
  )

  test('says that no server answers, without the password', async () => {
    const refusal = resolveServer({ databaseUrl: 'postgres://me:secret@127.0.0.1:1/db' })
    await expect(refusal).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(
        /^No PostgreSQL server answered at me@127\.0\.0\.1:1\/db: .*ECONNREFUSED/,
      ),
    })
    await expect(refusal).rejects.not.toThrow('secret')
  })

  test('tells an unknown database from a server that does not answer', async () => {
    const url = new URL(adminUrl)
    url.pathname = '/not_there'
    await expect(resolveServer({ databaseUrl: url.href })).rejects.toMatchObject({ code: 'login_refused' })
  })

  test('refuses a server that is too old', async () => {
    const port = await serveVersion('130022')
    await expect(resolveServer({ databaseUrl: `postgres://me@127.0.0.1:${port}/db` })).rejects.toMatchObject({
      code: 'server_too_old',
      message: expect.stringContaining('PostgreSQL 13'),
    })
  })
})

test('describeServer shows everything but the password', () => {
  expect(describeServer('postgres://me:secret@db.example:5433/app?sslmode=require')).toBe(
    'me@db.example:5433/app',
  )
})

const fakes: Server[] = []
afterAll(() => {
  for (const fake of fakes) fake.close()
})

// Speaks just enough of the protocol to let anybody in and to answer every query with one text.
async function serveVersion(version: string): Promise<number> {
  const message = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(body.length + 4)
    return Buffer.concat([Buffer.from(type), length, body])
  }
  const ready = message('Z', Buffer.from('I'))
  const column = Buffer.concat([
    Buffer.from('server_version_num\0'),
    Buffer.from([0, 0, 0, 0, 0, 0]),
    Buffer.from([0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0]),
  ])
  const row = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, version.length]), Buffer.from(version)])
  const answer = [
    message('T', Buffer.concat([Buffer.from([0, 1]), column])),
    message('D', row),
    message('C', Buffer.from('SHOW\0')),
    ready,
  ]
  const fake = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]))
      socket.on('data', (data) =>
        data.toString('latin1', 0, 1) === 'Q' ? socket.write(Buffer.concat(answer)) : socket.end(),
      )
    })
  })
  fakes.push(fake)
  await new Promise<void>((resolve) => fake.listen(0, '127.0.0.1', resolve))
  const address = fake.address()
  return typeof address === 'object' && address ? address.port : 0
}
