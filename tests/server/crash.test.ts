import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startEmbedded } from '../../server/embedded.ts'
import { eventually } from '../support/eventually.ts'
import { hasStopped, postmasterPid, query, scratch, serverLog, startOwner } from './support.ts'

const parentOf = (pid: number) =>
  Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }))

// Slim containers lack them.
const hasProcessTools = spawnSync('pgrep', ['-V']).error === undefined

describe('when the process that uses it ends', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'by %s, the server shuts down cleanly',
    async (signal) => {
      const { child, server } = await startOwner({ keep: true, dataDir: join(scratch(), 'postgres') })
      child.kill(signal)
      await hasStopped(server.home)
      await eventually(() => /database system is shut down\n$/.test(serverLog(server.home)))
    },
  )

  test('by SIGKILL, data that was to be thrown away is removed too', async () => {
    const { child, server } = await startOwner({ keep: false })
    expect(existsSync(server.home)).toBe(true)
    child.kill('SIGKILL')
    await eventually(() => !existsSync(server.home), { timeoutMs: 15_000 })
  })

  test('by Ctrl-C, it can finish its work first: the terminal interrupts it, not the server', async () => {
    const options = { keep: true, dataDir: join(scratch(), 'postgres'), drain: true }
    const { child, server, nextLine } = await startOwner(options, { detached: true })
    if (child.pid === undefined) throw new Error('The owner did not start')
    process.kill(-child.pid, 'SIGINT')
    expect(JSON.parse(await nextLine())).toEqual({ answer: 42 })
    await hasStopped(server.home)
  })

  test('another process that has joined the server keeps it', async () => {
    const dataDir = join(scratch(), 'postgres')
    const { child } = await startOwner({ keep: true, dataDir })
    const joined = await startEmbedded({ keep: true, dataDir })
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await exited
    expect(await query(joined.connectionString, 'select 1 as one from pg_sleep(0.3)')).toEqual([{ one: 1 }])
    await joined.stop()
    expect(existsSync(join(joined.home, 'data/postmaster.pid'))).toBe(false)
  })

  test('a start right afterwards waits for the shutdown and gets a server', async () => {
    const dataDir = join(scratch(), 'postgres')
    const { child } = await startOwner({ keep: true, dataDir })
    child.kill('SIGKILL')
    const next = await startEmbedded({ keep: true, dataDir })
    expect(await query(next.connectionString, 'select 1 as one from pg_sleep(0.3)')).toEqual([{ one: 1 }])
    await next.stop()
  })
})

describe('when the server itself is killed', () => {
  test('the next start recovers what was committed, past the stale postmaster.pid', async () => {
    const dataDir = join(scratch(), 'postgres')
    const first = await startEmbedded({ keep: true, dataDir })
    await query(first.connectionString, 'create table kept as select 1 as one')
    process.kill(postmasterPid(first.home), 'SIGKILL')
    await first.stop()
    expect(existsSync(join(first.home, 'data/postmaster.pid'))).toBe(true)

    const second = await startEmbedded({ keep: true, dataDir })
    expect(await query(second.connectionString, 'select one from kept')).toEqual([{ one: 1 }])
    await second.stop()
  })

  test('a stale postmaster.pid whose number belongs to another process by now is no obstacle', async () => {
    const dataDir = join(scratch(), 'postgres')
    const first = await startEmbedded({ keep: true, dataDir })
    process.kill(postmasterPid(first.home), 'SIGKILL')
    await first.stop()
    const { uid, gid } = statSync(dataDir)
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore', cwd: '/', uid, gid })
    const pidFile = join(dataDir, 'data/postmaster.pid')
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(bystander.pid)))

    const second = await startEmbedded({ keep: true, dataDir })
    expect(await query(second.connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
    await second.stop()
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
    bystander.kill()
  })

  // Needs the tools to find a process by its command line.
  test.runIf(hasProcessTools)(
    'and when its supervisor is killed, the next start replaces the server that nobody watches',
    async () => {
      const dataDir = join(scratch(), 'postgres')
      const { child, server } = await startOwner({ keep: true, dataDir })
      const pid = postmasterPid(server.home)
      const supervisor = parentOf(pid)
      const watcher = Number(
        execFileSync('pgrep', ['-P', String(supervisor), '-x', 'sh'], { encoding: 'utf8' }),
      )
      process.kill(supervisor, 'SIGKILL')
      process.kill(watcher, 'SIGKILL')
      child.kill('SIGKILL')

      const next = await startEmbedded({ keep: true, dataDir })
      expect(postmasterPid(next.home)).not.toBe(pid)
      expect(next.reused).toBe(false)
      await next.stop()
    },
  )
})
