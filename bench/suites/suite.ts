import type { BenchOptions } from '../options.ts'
import type { Progress } from '../report/progress.ts'
import type { Findings } from '../report/report.ts'
import type { BenchServer } from '../server.ts'

export interface Bench {
  readonly server: BenchServer
  readonly options: BenchOptions
  readonly progress: Progress
}

/** Finds something out. Databases that it creates it drops. */
export type Suite = (bench: Bench) => Promise<Findings>
