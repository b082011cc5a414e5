import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canReach, chooseAccount } from '../../server/account.ts'
import { reachableCopy } from '../../server/binaries.ts'
import { startEmbedded } from '../../server/embedded.ts'
import { hasStopped, isRoot, postmasterPid, query, scratch, startOwner } from './support.ts'

// Ordinary users run all other tests of this folder as themselves; only root has somebody else to be.
describe.runIf(isRoot && process.platform === 'linux')('as root', () => {
  const nobody = entryOf('nobody')
  // In a clone that only root can enter, no ordinary user can run our programs.
  const canRunUs =
    isRoot &&
    canReach(nobody, [
      ['-x', process.execPath],
      ['-r', join(import.meta.dirname, 'fixtures/owner.ts')],
    ])

  test('the server runs as an unprivileged user, who owns the data', async () => {
    const server = await startEmbedded({ keep: true, dataDir: join(scratch(), 'postgres') })
    const runsAs = statSync(`/proc/${postmasterPid(server.home)}`).uid
    expect(runsAs).not.toBe(0)
    expect(statSync(server.home).uid).toBe(runsAs)
    await server.stop()
  })

  test('a project that only root can enter has its data elsewhere, behind a link, and finds it again', async () => {
    const [project, sharedDir] = [scratch(), join(scratch(), 'shared')]
    chmodSync(project, 0o700)
    const options = { keep: true, dataDir: join(project, '.headgate/postgres'), sharedDir } as const
    const first = await startEmbedded(options)
    await query(first.connectionString, 'create table kept as select 1 as one')
    await first.stop()
    expect(first.home).toContain(sharedDir)
    expect(lstatSync(options.dataDir).isSymbolicLink()).toBe(true)

    const second = await startEmbedded(options)
    expect(await query(second.connectionString, 'select one from kept')).toEqual([{ one: 1 }])
    await second.stop()
  })

  test('binaries that the server could not read are copied once to where it can', () => {
    const [project, sharedDir] = [scratch(), join(scratch(), 'shared')]
    const native = join(project, 'native')
    for (const file of [
      'bin/postgres',
      'bin/initdb',
      'lib/postgresql/plpgsql.so',
      'share/postgresql/postgres.bki',
    ]) {
      mkdirSync(dirname(join(native, file)), { recursive: true })
      writeFileSync(join(native, file), file, { mode: 0o700 })
    }
    const account = chooseAccount('/')
    const copy = reachableCopy(native, '1.2.3', account, sharedDir)
    expect(copy).toContain(sharedDir)
    expect(canReach(account, [['-x', join(copy, 'bin/postgres')]])).toBe(true)
    const { ino } = statSync(copy)
    expect(statSync(reachableCopy(native, '1.2.3', account, sharedDir)).ino).toBe(ino)
  })

  // Needs root, and a clone that an ordinary user may enter and run.
  test.runIf(canRunUs)(
    'root and the ordinary user who owns a project take turns on one cluster',
    async () => {
      const project = scratch()
      chownSync(project, nobody.uid, nobody.gid)
      const options = { keep: true, dataDir: join(project, '.headgate/postgres') } as const
      const asRoot = await startEmbedded(options)
      await query(asRoot.connectionString, 'create table kept as select 1 as one')
      await asRoot.stop()

      const { child, server } = await startOwner(options, { ...nobody, cwd: '/' })
      expect(await query(server.connectionString, 'select one from kept')).toEqual([{ one: 1 }])
      child.kill('SIGKILL')
      await hasStopped(server.home)
    },
  )

  // Needs root, and a clone that an ordinary user may enter and run.
  test.runIf(canRunUs)('an ordinary user is told that data is not theirs', async () => {
    const project = scratch()
    const dataDir = join(project, 'postgres')
    await (await startEmbedded({ keep: true, dataDir })).stop()
    const { server } = await startOwner({ keep: true, dataDir }, { ...nobody, cwd: '/' })
    expect(server).toEqual({ refused: 'data_not_yours' })
  })
})

function entryOf(name: string): { uid: number; gid: number } {
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':')
  return { uid: Number(fields?.[2]), gid: Number(fields?.[3]) }
}
