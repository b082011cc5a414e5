import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startEmbedded } from '../../server/embedded.ts'
import { hasStopped, postmasterPid, query, scratch, serverLog } from './support.ts'

describe('the embedded server', () => {
  test('is a PostgreSQL 18 that only this machine can reach, and is gone after stop', async () => {
    const server = await startEmbedded({ keep: false, settings: { work_mem: '7MB' } })
    const settings = await query(
      server.connectionString,
      `select current_setting('server_version_num')::integer / 10000 as major,
              current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
              current_setting('work_mem') as work_mem, current_setting('server_encoding') as encoding`,
    )
    expect(settings).toEqual([
      { major: 18, addresses: '127.0.0.1', sockets: '', work_mem: '7MB', encoding: 'UTF8' },
    ])
    await Promise.all([server.stop(), server.stop()])
    await expect(query(server.connectionString, 'select')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(existsSync(server.home)).toBe(false)
  })

  test('keeps its data, and its password in a file that nobody else can read', async () => {
    const dataDir = join(scratch(), 'postgres')
    const first = await startEmbedded({ keep: true, dataDir })
    await query(first.connectionString, 'create table kept as select 1 as one')
    await first.stop()
    expect(statSync(join(first.home, 'password')).mode & 0o777).toBe(0o600)

    const second = await startEmbedded({ keep: true, dataDir })
    expect(await query(second.connectionString, 'select one from kept')).toEqual([{ one: 1 }])
    await second.stop()
    expect(serverLog(second.home)).not.toContain('not properly shut down')
  })

  test('is joined by a second start, and runs until the last of its users leaves', async () => {
    const dataDir = join(scratch(), 'postgres')
    const first = await startEmbedded({ keep: true, dataDir })
    const second = await startEmbedded({ keep: true, dataDir })
    expect([first.reused, second.reused]).toEqual([false, true])
    expect(second.port).toBe(first.port)

    await first.stop()
    expect(await query(second.connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
    await second.stop()
    await expect(query(second.connectionString, 'select')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('is one server even if several start it on a new folder at the same moment', async () => {
    const dataDir = join(scratch(), 'postgres')
    const servers = await Promise.all([1, 2, 3].map(() => startEmbedded({ keep: true, dataDir })))
    expect(new Set(servers.map((server) => server.port)).size).toBe(1)
    expect(servers.filter((server) => !server.reused)).toHaveLength(1)
    expect(readdirSync(join(dataDir, '..'))).toEqual(['postgres'])
    await Promise.all(servers.map((server) => server.stop()))
  })
})

describe('a start that cannot succeed', () => {
  test('says that the port asked for is taken', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    try {
      const start = startEmbedded({ keep: false, port })
      await expect(start).rejects.toMatchObject({
        code: 'port_in_use',
        message: expect.stringContaining(String(port)),
      })
    } finally {
      taken.close()
    }
  })

  test('says that the data is of another major version, and what to do with it', async () => {
    const dataDir = join(scratch(), 'postgres')
    await (await startEmbedded({ keep: true, dataDir })).stop()
    writeFileSync(join(dataDir, 'data/PG_VERSION'), '17\n')
    await expect(startEmbedded({ keep: true, dataDir })).rejects.toMatchObject({
      code: 'other_major',
      message: expect.stringMatching(/made by PostgreSQL 17.*runs PostgreSQL 18/),
      hint: expect.stringContaining('dump'),
    })
  })

  test('leaves a folder alone that holds something else', async () => {
    const dataDir = scratch()
    mkdirSync(join(dataDir, 'photos'))
    await expect(startEmbedded({ keep: true, dataDir })).rejects.toMatchObject({ code: 'data_unusable' })
    expect(readdirSync(dataDir)).toEqual(['photos'])
  })

  test('names the path that it could not write', async () => {
    const file = join(scratch(), 'file')
    writeFileSync(file, '')
    const start = startEmbedded({ keep: true, dataDir: join(file, 'postgres') })
    await expect(start).rejects.toMatchObject({
      code: 'data_unusable',
      message: expect.stringContaining(file),
    })
  })

  test("shows the end of the server's log", async () => {
    const start = startEmbedded({ keep: false, settings: { shared_buffers: 'a lot' } })
    await expect(start).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining('invalid value for parameter "shared_buffers"'),
    })
  })

  test('gives up in time, and leaves no server behind', async () => {
    const dataDir = join(scratch(), 'postgres')
    const start = startEmbedded({ keep: true, dataDir, startTimeoutMs: 1 })
    await expect(start).rejects.toMatchObject({ code: 'start_timeout' })
    // Who comes at this moment starts another, or joins the one that is on its way up and stops it in the end.
    const next = await startEmbedded({ keep: true, dataDir })
    expect(postmasterPid(next.home)).toBeGreaterThan(0)
    await next.stop()
    await hasStopped(next.home)
  })
})
