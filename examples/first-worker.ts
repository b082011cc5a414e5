import { operatorClient, producerClient } from 'headgate'
import { drainOnSignals, openPool } from 'headgate/node'
import { pgTransport } from 'headgate/pg'
import { createWorker } from 'headgate/worker'

const pool = openPool({ connectionString: process.env.DATABASE_URL })
const database = pgTransport(pool)

// What the provider allows, and a kind of work that takes it.
const api = { provider: 'acme', endpoint: 'chat' }
await operatorClient(database).setApiRateLimit({ ...api, requestLimit: 60, tokenLimit: 90_000 })
await operatorClient(database).setJobType({ jobType: 'ask', ...api, estimatedTokens: 500 })

await producerClient(database).enqueueJob({ jobType: 'ask', payload: { question: 'Why?' } })

const worker = createWorker({
  database,
  concurrency: 8,
  handlers: {
    async ask(job, context) {
      context.usage({ tokens: 42 }) // what the call really cost
      return { answer: `Attempt ${job.attempt}: because.` }
    },
  },
})
drainOnSignals(worker, { release: () => pool.end() })
await worker.run()
