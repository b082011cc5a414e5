import type { BenchOptions } from '../options.ts'
import type { SqlContender } from './contender.ts'
import { graphileRunner } from './graphile-runner.ts'
import { graphileWorker } from './graphile-worker.ts'
import { headgate } from './headgate.ts'
import { headgateWorker } from './headgate-worker.ts'
import { pgBoss } from './pg-boss.ts'
import { pgmq } from './pgmq.ts'
import { pgque } from './pgque.ts'
import type { WorkerContender } from './worker-contender.ts'

/** Headgate first, then the peers that have functions or statements of their own to call. */
export async function sqlContenders(
  { peers, pgmqSql, pgqueSql }: BenchOptions,
  own: SqlContender = headgate(),
): Promise<SqlContender[]> {
  return [
    own,
    ...(peers.has('graphile-worker') ? [await graphileWorker()] : []),
    ...(peers.has('pgmq') && pgmqSql !== undefined
      ? [await pgmq(pgmqSql, 'archive'), await pgmq(pgmqSql, 'delete')]
      : []),
    ...(peers.has('pgque') && pgqueSql !== undefined ? [await pgque(pgqueSql)] : []),
  ]
}

/** Headgate first, then the peers that have a worker for Node. */
export async function workerContenders({ peers }: BenchOptions): Promise<WorkerContender[]> {
  return [
    headgateWorker,
    ...(peers.has('graphile-worker') ? [await graphileRunner()] : []),
    ...(peers.has('pg-boss') ? [await pgBoss()] : []),
  ]
}
