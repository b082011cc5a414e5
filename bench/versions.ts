import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { peerSql, peerVersion } from './contenders/peers.ts'
import type { BenchOptions } from './options.ts'

const ROOT = resolve(import.meta.dirname, '..')

/** Which Headgate, and which of each peer. Of a peer that comes as a file, the file's own hash. */
export async function versionsOf({
  peers,
  pgmqSql,
  pgqueSql,
}: BenchOptions): Promise<Record<string, string>> {
  const versions: Record<string, string> = { headgate: ownVersion() }
  for (const peer of peers) {
    const file = peer === 'pgmq' ? pgmqSql : peer === 'pgque' ? pgqueSql : undefined
    versions[peer] = file === undefined ? peerVersion(peer) : `SHA-256 ${hash(await peerSql(peer, file))}…`
  }
  return versions
}

function ownVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8'))
  try {
    const describe = ['describe', '--always', '--dirty', '--exclude=*']
    const commit = execFileSync('git', describe, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' })
    return `${version} (${commit.trim()})`
  } catch {
    return version
  }
}

function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12)
}
