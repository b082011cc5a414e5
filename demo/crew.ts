import { z } from 'zod'
import { type Child, endChild, firstMessage, startChild } from './child.ts'
import { DemoError } from './errors.ts'

/** What a worker process tells its parent: at the start, and whenever it takes up or ends a job. */
export const workerReport = z.object({ holding: z.int().nonnegative() })

export type WorkerReport = z.infer<typeof workerReport>

export type Killed = { readonly worker: string; readonly held: number; readonly replacement: string }

export type Crew = {
  /** Workers that are running. */
  size(): number
  /** Workers that were killed while they held jobs. */
  killed(): number
  /** Kills the worker that holds most jobs and starts another; null where nobody holds any. */
  killOne(): Promise<Killed | null>
  /** Asks all to finish what they hold, and waits for them. May be called again. */
  drain(): Promise<void>
  /** Ends all at once. */
  abandon(): void
  /** Rejects with DemoError `worker_unavailable` once workers keep ending by themselves. */
  readonly failed: Promise<never>
}

type Member = { readonly name: string; readonly child: Child; holding: number }

/** Beyond this many workers that end by themselves, there is something wrong with all of them. */
const MOST_ACCIDENTS = 5

export type CrewOptions = {
  readonly size: number
  /** The program of a worker; it is given its name as the last argument. */
  readonly file: string
  readonly args: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** Begins the names of the workers. */
  readonly prefix: string
  note(line: string): void
}

/**
 * Starts worker processes, and a new one for each that dies.
 *
 * @throws DemoError `worker_unavailable` where one ends before it is ready
 */
export async function startCrew(options: CrewOptions): Promise<Crew> {
  const members = new Set<Member>()
  let fail: (error: unknown) => void = () => {}
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  failed.catch(() => {})
  let started = 0
  let killed = 0
  let accidents = 0
  let isOver = false

  async function hire(): Promise<Member> {
    started += 1
    const name = `${options.prefix}-${started}`
    const child = startChild(options.file, [...options.args, name], options.environment)
    const member: Member = { name, child, holding: 0 }
    members.add(member)
    child.process.on('message', (message) => {
      member.holding = workerReport.parse(message).holding
    })
    child.process.once('close', () => {
      if (members.delete(member) && !isOver) replaceLost(member)
    })
    await firstMessage(child, 'worker_unavailable', 'worker')
    return member
  }

  function replaceLost(member: Member): void {
    accidents += 1
    options.note(`${member.name} ended by itself: ${member.child.complaint() || 'it said nothing'}`)
    if (accidents > MOST_ACCIDENTS) {
      fail(new DemoError('worker_unavailable', 'workers keep ending', member.child.complaint()))
    } else {
      hire().catch((error: unknown) => fail(error))
    }
  }

  async function killOne() {
    const [busiest] = [...members].sort((a, b) => b.holding - a.holding)
    if (busiest === undefined || busiest.holding === 0) return null
    const held = busiest.holding
    members.delete(busiest)
    await endChild(busiest.child, 'SIGKILL')
    killed += 1
    const replacement = await hire()
    return { worker: busiest.name, held, replacement: replacement.name }
  }

  async function drain(): Promise<void> {
    isOver = true
    const ended = [...members].map(async (member) => {
      await endChild(member.child, 'SIGTERM')
      // Its last words may still be on their way.
      members.delete(member)
    })
    await Promise.all(ended)
  }

  function abandon(): void {
    isOver = true
    for (const { child } of members) child.process.kill('SIGKILL')
  }

  try {
    await Promise.all(Array.from({ length: options.size }, hire))
  } catch (error) {
    abandon()
    throw error
  }
  return { size: () => members.size, killed: () => killed, killOne, drain, abandon, failed }
}
