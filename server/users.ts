import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from './postmaster.ts'

/*
 * Who uses a server, as one file a user, so that the last one to leave knows to wait for it to stop. Only that
 * wait hangs on it; what keeps the server up is the hold (see supervisor.ts), which nobody can leave behind.
 */

let count = 0

/** Notes that this process uses the server. @returns the note, to be removed on leaving. */
export function signIn(usersDir: string): string {
  count += 1
  const note = join(usersDir, `${process.pid}-${count}`)
  writeFileSync(note, '')
  return note
}

export function signOut(note: string): void {
  rmSync(note, { force: true })
}

/** Whether a process that is alive uses the server; notes of dead ones are removed. */
export function isInUse(usersDir: string): boolean {
  let inUse = false
  for (const name of readdirSync(usersDir)) {
    if (isAlive(Number(name.split('-')[0]))) inUse = true
    else rmSync(join(usersDir, name), { force: true })
  }
  return inUse
}
