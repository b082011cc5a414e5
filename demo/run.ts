import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type pg from 'pg'
import { connectAs } from './connect.ts'
import { type Crew, startCrew } from './crew.ts'
import { type DemoDatabase, openDatabase } from './database.ts'
import { countJobs } from './ledger.ts'
import type { Progress } from './progress.ts'
import { windowShare } from './provider/limits.ts'
import { type ProviderProcess, startProviderProcess } from './provider-process.ts'
import { readRecord } from './record.ts'
import { register } from './register.ts'
import { readSummaries, type Summary } from './results.ts'
import { type RunSummary, summariseRun } from './run-summary.ts'
import { enqueueRun, findLeftovers, finishRuns, type Leftovers } from './runs.ts'
import type { Settings } from './settings.ts'
import { chooseTexts, type Text } from './texts.ts'
import { watch } from './watch.ts'
import type { WorkerPlan } from './worker-plan.ts'

export type Outcome =
  | { readonly kind: 'finished'; readonly summary: RunSummary; readonly summaries: readonly Summary[] }
  | { readonly kind: 'interrupted'; readonly left: number; readonly embedded: boolean }

/** What a run stands on. */
type House = {
  readonly database: DemoDatabase
  readonly provider: ProviderProcess
  readonly operator: pg.Pool
  readonly producer: pg.Pool
  readonly observer: pg.Pool
}

/** The jobs to be seen through: those of this run, and those that interrupted ones left. */
type Promised = {
  readonly runIds: readonly string[]
  readonly jobIds: readonly string[]
  readonly leftovers: number
}

/**
 * One run of the demo, from the server to the figures. Everything that it started has ended when it returns.
 *
 * @throws Interrupted where the signal came before the first job was enqueued; DemoError; ServerError;
 * DeployError; HeadgateError
 */
export async function runDemo(settings: Settings, progress: Progress, signal: AbortSignal): Promise<Outcome> {
  const texts = await chooseTexts(settings, progress.note)
  await using stack = new AsyncDisposableStack()
  const house = await openHouse(settings, progress, stack)
  signal.throwIfAborted()
  await register(house.operator, settings.limits, settings.skewAllowanceMs)
  // Before there are workers, who would begin with them.
  const leftovers = await findLeftovers(house.observer)
  // Workers that are still starting would be slow to pass on what they are granted.
  const crew = await hireCrew(house, settings, texts.length, progress)
  stack.defer(crew.drain)
  signal.throwIfAborted()

  const startedAt = performance.now()
  const promised = await enqueue(house, leftovers, texts, progress)
  const watched = await watch({
    total: promised.jobIds.length,
    kill: settings.kill,
    crew,
    limits: settings.limits,
    progress,
    signal,
    counts: () => countJobs(house.observer, promised.jobIds),
    stats: house.provider.stats,
  })
  const elapsedSeconds = (performance.now() - startedAt) / 1000
  await crew.drain()
  progress.end()

  if (!watched.isFinished) {
    const { done } = await countJobs(house.observer, promised.jobIds)
    return {
      kind: 'interrupted',
      left: promised.jobIds.length - done,
      embedded: house.database.embedded,
    }
  }
  await finishRuns(house.producer, promised.runIds)
  const record = await readRecord({
    ...house,
    ...promised,
    settings,
    until: watched.lastInLineAt,
    workersKilled: crew.killed(),
    elapsedSeconds,
  })
  const summaries = await readSummaries(house.observer, promised.jobIds)
  return { kind: 'finished', summary: summariseRun(record), summaries }
}

async function openHouse(
  settings: Settings,
  progress: Progress,
  stack: AsyncDisposableStack,
): Promise<House> {
  const database = await openDatabase({ fresh: settings.fresh, note: progress.note })
  stack.defer(database.close)
  progress.note(database.deployed)
  const provider = await startProviderProcess(settings.limits, settings.seed)
  stack.defer(provider.stop)
  progress.note(describeProvider(provider.url, settings))
  const connect = (role: Parameters<typeof connectAs>[1], max: number) => {
    const pool = connectAs(database.connectionString, role, max)
    stack.defer(() => pool.end())
    return pool
  }
  return {
    database,
    provider,
    operator: connect('headgate_operator', 1),
    producer: connect('headgate_producer', 1),
    observer: connect('headgate_observer', 2),
  }
}

function describeProvider(url: string, { limits }: Settings): string {
  const { seconds, requests } = windowShare(limits)
  const rate = `${requests} requests in any ${seconds} s (${limits.requestsPerMinute} a minute)`
  return `Provider on ${url}: ${rate}, ${limits.concurrency} at a time`
}

async function enqueue(
  house: House,
  leftovers: Leftovers,
  texts: readonly Text[],
  progress: Progress,
): Promise<Promised> {
  if (leftovers.jobIds.length > 0) {
    progress.note(`${leftovers.jobIds.length} jobs are left of a run that was interrupted; they come first`)
  }
  const runId = `run-${randomBytes(4).toString('hex')}`
  const jobIds = await enqueueRun(house.producer, runId, texts)
  progress.note(`${jobIds.length} texts enqueued as ${runId}`)
  return {
    runIds: [...leftovers.runIds, runId],
    jobIds: [...leftovers.jobIds, ...jobIds],
    leftovers: leftovers.jobIds.length,
  }
}

function hireCrew(house: House, settings: Settings, total: number, progress: Progress): Promise<Crew> {
  const { workers, limits, seed, failRate } = settings
  const plan: WorkerPlan = {
    providerUrl: house.provider.url,
    // Twice its part, so that the others can take over what a killed worker leaves undone.
    concurrency: Math.ceil((2 * limits.concurrency) / workers),
    // The rest of the allowance is for the road to the provider.
    freshMs: 0.6 * settings.skewAllowanceMs,
    seed,
    failRate,
    total,
  }
  return startCrew({
    size: workers,
    file: join(import.meta.dirname, 'worker-process.ts'),
    args: [JSON.stringify(plan)],
    environment: { DATABASE_URL: house.database.connectionString },
    prefix: 'worker',
    note: progress.note,
  })
}
