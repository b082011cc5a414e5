import type { Controlled } from '../measure/control.ts'
import { diskOf } from '../measure/disk.ts'
import { holdTransaction } from '../measure/hold.ts'
import type { RunningLoad } from '../measure/load.ts'
import { percentile } from '../measure/statistics.ts'
import { connect, type Database } from '../server.ts'
import type { Hold, Sample } from './soak-judge.ts'
import type { Bench } from './suite.ts'

const SAMPLE_SECONDS = 10
const LEAST_SAMPLES = 40
const MOST_SAMPLES = 480

/** The middle half of a soak of so many minutes, in seconds. */
export function holdOf(minutes: number): Hold {
  return { from: minutes * 15, to: minutes * 45 }
}

/** Looks at a load for as long as the soak lasts, and keeps a transaction open for its middle half. */
export async function sampleWhileHeld(
  { options, progress }: Bench,
  { contender, times: controls }: Controlled,
  database: Database,
  load: RunningLoad,
): Promise<Sample[]> {
  const client = await connect(database)
  const samples: Sample[] = []
  const seconds = options.minutes * 60
  const wanted = Math.min(Math.max(seconds / SAMPLE_SECONDS, LEAST_SAMPLES), MOST_SAMPLES)
  const total = Math.ceil(wanted / 4) * 4
  const startedAt = performance.now()
  const sinceLast = stretches(load, controls)
  let release: (() => Promise<void>) | undefined
  try {
    for (let n = 1; n <= total; n++) {
      if (n === total / 4 + 1) release = await holdTransaction(database, 'reading')
      if (n === (total * 3) / 4 + 1) {
        await release?.()
        release = undefined
      }
      const due = startedAt + (n * seconds * 1000) / total
      await load.wait(Math.max(0, due - performance.now()))
      const at = Math.round((n * seconds * 10) / total) / 10
      samples.push({ seconds: at, ...sinceLast(), ...(await diskOf(client, contender)) })
      progress.show(`soak  ${contender.name}${release ? ', transaction open' : ''}`, n, total)
    }
  } finally {
    await release?.()
    await client.end()
  }
  return samples
}

/** Tells, each time it is asked, what the load did since it was last asked. */
function stretches({ times, done }: RunningLoad, controls: number[]) {
  controls.length = 0
  let last = { at: performance.now(), count: done.count }
  return () => {
    const now = { at: performance.now(), count: done.count }
    const jobsPerSecond = ((now.count - last.count) * 1000) / (now.at - last.at)
    last = now
    const claims = times.claim.splice(0)
    times.enqueue.length = 0
    times.complete.length = 0
    return {
      jobsPerSecond,
      claimP50: percentile(claims, 0.5),
      claimP99: percentile(claims, 0.99),
      controlP50: percentile(controls.splice(0), 0.5),
    }
  }
}
