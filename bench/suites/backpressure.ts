import type { SqlContender } from '../contenders/contender.ts'
import { headgate } from '../contenders/headgate.ts'
import { interleave } from '../measure/rounds.ts'
import { ratio } from '../measure/statistics.ts'
import type { Findings } from '../report/report.ts'
import type { Database } from '../server.ts'
import { ENQUEUE_COLUMNS, playEnqueueRound } from './enqueue-round.ts'
import { rowOf } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

const PRODUCERS = 32
/** Every connection has summed once and more, so that its plans are made. */
const WARM_TURNS = 100

interface Entrant {
  readonly contender: SqlContender
  readonly database: Database
}

/** 32 producers whose endpoint has a limit to its queue, which is never reached, against 32 whose has none. */
export async function backpressure(bench: Bench): Promise<Findings> {
  const { server, options } = bench
  const contenders = [
    headgate({ name: 'headgate, no depth limit', jobType: 'gated' }),
    headgate({
      name: 'headgate, depth limit',
      jobType: 'gated',
      prepare: async (client) => {
        await client.query(
          `select headgate.set_api_rate_limit('bench', 'open', p_queue_depth_limit => 1000000, p_backpressure => 'reject')`,
        )
      },
    }),
  ]
  const entrants: Entrant[] = []
  try {
    for (const contender of contenders) {
      const database = await server.createDatabase('backpressure')
      entrants.push({ contender, database })
      await contender.install(database)
    }
    const rounds = await interleave(entrants, options.rounds, ({ contender, database }) =>
      playEnqueueRound(bench, {
        contender,
        database,
        producers: PRODUCERS,
        warmTurns: WARM_TURNS,
        label: `backpressure  ${contender.name}`,
      }),
    )
    const situation = `${PRODUCERS} producers`
    const rows = entrants.map((entrant) => rowOf(entrant.contender, situation, rounds.get(entrant) ?? []))
    const [without, limited] = rows.map(({ figures }) => figures.jobsPerSecond ?? null)
    return {
      columns: ENQUEUE_COLUMNS,
      rows,
      comparisons: [
        {
          name: `jobs/s of ${situation} with a depth limit, against none`,
          value: ratio(limited ?? null, without ?? null),
          bar: { least: 0.9 },
        },
      ],
      notes: ['each job is a call, and each call a transaction; nothing is claimed'],
      plots: [],
    }
  } finally {
    for (const { database } of entrants) await server.dropDatabase(database)
  }
}
