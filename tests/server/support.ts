import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll } from 'vitest'
import type { EmbeddedServer } from '../../server/embedded.ts'
import { readPostmaster } from '../../server/postmaster.ts'
import { eventually } from '../support/eventually.ts'

type ServerFacts = Omit<EmbeddedServer, 'stop'>

export const isRoot = process.getuid?.() === 0

const folders: string[] = []
const owners: ChildProcess[] = []

afterAll(() => {
  for (const owner of owners) owner.kill('SIGKILL')
  for (const folder of folders)
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

/** A new folder that everybody may pass through, removed after the file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headgate-server-test-'))
  chmodSync(folder, 0o755)
  folders.push(folder)
  return folder
}

/** Another process that uses a server; `nextLine` gives what it prints next. */
export interface Owner {
  readonly child: ChildProcess
  readonly server: ServerFacts
  nextLine(): Promise<string>
}

export async function startOwner(options: object, spawnOptions: SpawnOptions = {}): Promise<Owner> {
  const program = join(import.meta.dirname, 'fixtures/owner.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    ...spawnOptions,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  owners.push(child)
  if (!child.stdout) throw new Error('The owner has no output')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('The owner ended without a word')
    return value
  }
  return { child, server: JSON.parse(await nextLine()), nextLine }
}

export async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

export function postmasterPid(home: string): number {
  const pid = readPostmaster(join(home, 'data'))?.pid
  if (pid === undefined) throw new Error(`No server runs on ${home}`)
  return pid
}

/** Waits until the server has gone by itself. */
export async function hasStopped(home: string): Promise<void> {
  await eventually(() => !existsSync(join(home, 'data/postmaster.pid')), { timeoutMs: 15_000 })
}

export function serverLog(home: string): string {
  return readFileSync(join(home, 'server.log'), 'utf8')
}
