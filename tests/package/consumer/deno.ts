// Run by Deno on the sources themselves.

import { postgrestTransport } from './client/postgrest.ts'
import { createWorker } from './client/worker.ts'
import { attempt, producerClient } from './generated/index.ts'

const transport = postgrestTransport({ url: 'http://127.0.0.1:1' })
const sent = await attempt(producerClient(transport).enqueueJob({ jobType: 'ask' }))
await createWorker({ database: transport, handlers: { ask: async () => {} } }).drain()
console.log(sent.ok ? 'sent' : sent.error.code)
