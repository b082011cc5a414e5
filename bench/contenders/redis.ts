import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface RunningRedis {
  readonly version: string
  readonly port: number
  stop(): Promise<void>
}

/** A server of this run's own, without persistence; null where the system has none. */
export async function startRedis(): Promise<RunningRedis | null> {
  let version: string
  try {
    version =
      execFileSync('redis-server', ['--version'], { encoding: 'utf8' }).match(/v=(\S+)/)?.[1] ?? 'unknown'
  } catch {
    return null
  }
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'headgate-redis-'))
  const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  const server = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(server, 'exit')
  const ready = (async () => {
    for await (const line of server.stdout) if (String(line).includes('Ready to accept connections')) return
  })()
  await Promise.race([
    ready,
    ended.then(() => Promise.reject(new Error('redis-server ended'))),
    sleep(10_000),
  ])
  server.stdout.resume()
  return {
    version,
    port,
    async stop() {
      server.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
