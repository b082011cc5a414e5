import type pg from 'pg'
import type { Claim, SqlContender } from '../contenders/contender.ts'
import { headgate } from '../contenders/headgate.ts'
import { startMeter } from '../measure/counters.ts'
import { openCrowd, timedClaim, warmUp } from '../measure/crowd.ts'
import { interleave } from '../measure/rounds.ts'
import { settle } from '../measure/settle.ts'
import { percentile, ratio } from '../measure/statistics.ts'
import type { Findings, Row } from '../report/report.ts'
import { counted } from '../report/tell.ts'
import { connect, type Database } from '../server.ts'
import { rowOf } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

interface Entrant {
  readonly contender: SqlContender
  readonly database: Database
  readonly clients: number
}

/** Claims that take capacity against claims that take none. The limits are never reached. */
export async function gated(bench: Bench): Promise<Findings> {
  const { server, options } = bench
  const database = await server.createDatabase('gated')
  try {
    const types = [headgate({ prepare: holdLong }), headgate({ jobType: 'gated' })]
    await types[0]?.install(database)
    const sizes = [...new Set([1, options.clients])]
    const entrants = sizes.flatMap((clients) => types.map((contender) => ({ contender, database, clients })))
    const rounds = await interleave(entrants, options.rounds, (entrant) => playRound(bench, entrant))
    const rows = entrants.map((entrant) =>
      rowOf(entrant.contender, situationOf(entrant), rounds.get(entrant) ?? []),
    )
    return {
      columns: [
        { key: 'jobsPerSecond', title: 'claimed/s', digits: 0 },
        { key: 'cpuMsPerJob', title: 'server CPU ms/job', digits: 3 },
        { key: 'claimP50', title: 'claim p50 ms', digits: 2 },
        { key: 'claimP99', title: 'p99', digits: 2 },
      ],
      rows,
      comparisons: sizes.map((clients) => ({
        name: `gated against ungated, ${situationOf({ clients })}`,
        value: share(rows.filter(({ situation }) => situation === situationOf({ clients }))),
        bar: { least: 0.85 },
      })),
      notes: [`batch ${options.batch}; only the claims are timed`],
      plots: [
        {
          kind: 'bars',
          name: 'claims',
          title: 'Claims that take capacity against claims that take none',
          unit: 'jobs claimed/s (more is better)',
          by: 'situation',
          column: 'jobsPerSecond',
        },
      ],
    }
  } finally {
    await server.dropDatabase(database)
  }
}

/** Nothing is completed until all is claimed, however long that takes. */
async function holdLong(client: pg.Client): Promise<void> {
  await client.query(`
    select headgate.set_job_type('plain', p_lease_seconds => 3600);
    select headgate.set_job_type('gated', p_lease_seconds => 3600);
  `)
}

function situationOf({ clients }: { readonly clients: number }): string {
  return counted(clients, 'client')
}

function share(rows: readonly Row[]): number | null {
  const [plain, limited] = rows.map(({ figures }) => figures.jobsPerSecond ?? null)
  return ratio(limited ?? null, plain ?? null)
}

async function playRound({ server, options, progress }: Bench, { contender, database, clients }: Entrant) {
  const { jobs, batch } = options
  const what = `gated  ${contender.name}, ${situationOf({ clients })}`
  const crowd = await openCrowd(contender, database, clients)
  await warmUp(crowd, batch)
  const client = await connect(database)
  await contender.fill(client, 'ready', jobs, (done) => progress.show(`${what}: filling`, done, jobs))
  await client.query('analyze')
  await client.end()
  await server.admin.query('checkpoint')
  const times: number[] = []
  const claims: Claim[] = []
  let claimed = 0
  const stop = await startMeter(server)
  await Promise.all(
    crowd.sessions.map(async (session) => {
      while (claimed < jobs) {
        const claim = await timedClaim(session, batch, times)
        claimed += claim.ids.length
        if (claim.ids.length > 0) claims.push(claim)
        progress.show(what, claimed, jobs)
      }
    }),
  )
  const usage = await stop()
  for (const claim of claims) await claim.complete()
  await crowd.leave()
  await settle(server, database)
  return {
    jobsPerSecond: claimed / usage.seconds,
    cpuMsPerJob: ratio(usage.cpuMs, claimed),
    claimP50: percentile(times, 0.5),
    claimP99: percentile(times, 0.99),
  }
}
