import { withClient } from '../deploy/connect.ts'
import { deploy } from '../deploy/deploy.ts'
import type { DatabaseClient } from '../deploy/session.ts'
import { startEmbedded } from '../server/embedded.ts'

type Work<T> = (client: DatabaseClient) => Promise<T>

/** Runs `work` against a new server that holds what `sql/` says, and throws the server away. */
export async function withThrowawayServer<T>(work: Work<T>): Promise<T> {
  const { connectionString, stop } = await startEmbedded({ keep: false, settings: { fsync: 'off' } })
  try {
    await deploy({ connectionString, environment: 'test' })
    return await withClient({ connectionString }, work)
  } finally {
    await stop()
  }
}

/** Like {@link withThrowawayServer}, in a PGlite. */
export async function withPGlite<T>(work: Work<T>): Promise<T> {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create()
  const client: DatabaseClient = {
    query: (text, values) => (values === undefined ? database.exec(text) : database.query(text, values)),
  }
  try {
    await deploy({ client, environment: 'test' })
    return await work(client)
  } finally {
    await database.close()
  }
}
