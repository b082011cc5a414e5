import type { Database } from '../server.ts'

/** A worker of the contender's own, running in this process. */
export interface RunningWorker {
  stop(): Promise<void>
}

export interface WorkerOptions {
  /** Called when a job's handler starts, with the payload's id. */
  readonly onStart: (id: number) => void
}

export interface WorkerContender {
  readonly name: string
  /** The settings that it runs with, for the report. */
  readonly settings: string
  install(database: Database): Promise<void>
  /** Its own producer: one connection, or a pool of its own. */
  producer(database: Database): Promise<Producer>
  start(database: Database, options: WorkerOptions): Promise<RunningWorker>
}

export interface Producer {
  /** One job, for now or for later; the id becomes its payload. */
  one(id: number, dueAt?: Date): Promise<void>
  many(count: number): Promise<void>
  close(): Promise<void>
}
