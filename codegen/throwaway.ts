import { deploy } from '../deploy/deploy.ts'
import { startEmbedded } from '../server/embedded.ts'

/** Runs `work` against a new server that holds what `sql/` says, and throws the server away. */
export async function withThrowawayDatabase<T>(work: (connectionString: string) => Promise<T>): Promise<T> {
  const server = await startEmbedded({ keep: false, settings: { fsync: 'off' } })
  try {
    await deploy({ connectionString: server.connectionString, environment: 'test' })
    return await work(server.connectionString)
  } finally {
    await server.stop()
  }
}
