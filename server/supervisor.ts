import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process'
import { closeSync, constants, openSync, statSync } from 'node:fs'
import { type Account, runAs } from './account.ts'
import { codeOf } from './errors.ts'

/*
 * The server lives exactly as long as somebody uses it. Every process that uses it holds the write end of one
 * named pipe; a small shell beside the server holds the read end and sees end-of-file when the last writer has
 * gone: closed, exited, Ctrl-C or SIGKILL alike, since it is the kernel that counts them.
 */

// $1 signal, $2 folder to remove afterwards (or ''), then the command. The signal is repeated because one sent
// before the server has installed its handlers is lost. Status 1 is a server that never came up: whoever started
// it may read the log or try again.
const script = `
signal=$1 discard=$2; shift 2
exec 3<&0 </dev/null
"$@" 3<&- & server=$!
(
  read -r _ <&3; exec 3<&-; tries=0
  while [ $tries -lt 60 ] && kill -s "$signal" $server; do tries=$((tries + 1)); sleep 1; done
  kill -s QUIT $server
) >/dev/null 2>&1 & watcher=$!
exec 3<&-
wait $server; status=$?
kill $watcher 2>/dev/null
if [ -n "$discard" ] && [ $status -ne 1 ]; then rm -rf "$discard"; fi
exit $status
`

export interface Supervision {
  readonly command: string
  readonly args: readonly string[]
  readonly account: Account
  readonly env: Readonly<Record<string, string>>
  readonly pipe: string
  readonly logFile: string
  /** Folder to remove once the server has stopped; the data is thrown away then, so no checkpoint is made. */
  readonly discard: string | undefined
}

export function createPipe(path: string): void {
  execFileSync('mkfifo', ['-m', '600', path], { stdio: 'pipe' })
}

/**
 * Starts a command under supervision, in a session of its own: Ctrl-C in a terminal reaches us, not it.
 * @returns the supervisor, which exits after the server, and the hold that keeps the server up.
 */
export function supervise(what: Supervision): { supervisor: ChildProcess; hold: number } {
  // Opening one end of a pipe waits for the other; opened for both, it does not wait.
  const both = openSync(what.pipe, constants.O_RDWR)
  const readEnd = openSync(what.pipe, constants.O_RDONLY)
  const hold = openSync(what.pipe, constants.O_WRONLY)
  closeSync(both)
  const log = openLog(what.logFile)
  try {
    const signal = what.discard === undefined ? 'INT' : 'QUIT'
    const args = ['-c', script, 'headgate', signal, what.discard ?? '', what.command, ...what.args]
    const as = runAs(what.account)
    const options: SpawnOptions = { ...as, env: { ...as.env, ...what.env }, detached: true }
    const supervisor = spawn('/bin/sh', args, { ...options, stdio: [readEnd, log, log] })
    supervisor.unref()
    return { supervisor, hold }
  } finally {
    closeSync(readEnd)
    closeSync(log)
  }
}

/** Takes a hold on a server that runs already; `undefined` if nobody watches it. */
export function joinSupervised(pipe: string): number | undefined {
  try {
    return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENXIO' || codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

const maxLogBytes = 10 * 1024 * 1024

function openLog(path: string): number {
  const isFull = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes
  return openSync(path, isFull ? 'w' : 'a', 0o600)
}
