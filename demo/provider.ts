// The local provider as a process of its own, so that nothing else delays the clock it judges by:
//   node demo/provider.ts --requests-per-minute 600 --port 8080
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { wholeNumber } from './options.ts'
import { startProvider } from './provider/server.ts'
import { summarise } from './summarise.ts'
import { CORPUS } from './texts.ts'

const options = new Command()
  .name('provider')
  .description('A local summaries API that enforces its limits strictly and answers 429 past them.')
  .option('--port <n>', 'port on 127.0.0.1; 0 takes any free one', wholeNumber('--port', 0, 65_535), 0)
  .option('--seed <n>', 'seeds how long calls take', wholeNumber('--seed', 0, 2 ** 32 - 1), 1)
  .option('--requests-per-minute <n>', 'requests', wholeNumber('--requests-per-minute', 1, 1_000_000), 440)
  .option(
    '--tokens-per-minute <n>',
    'tokens',
    wholeNumber('--tokens-per-minute', 1, 10_000_000_000),
    1_000_000,
  )
  .option('--short-window <seconds>', 'share window', wholeNumber('--short-window', 1, 60), 15)
  .option('--concurrency <n>', 'calls at a time', wholeNumber('--concurrency', 1, 10_000), 12)
  .parse()
  .opts()

// Started by the demo, it ends with it.
process.once('disconnect', () => process.exit())
if (process.connected === false) process.exit()

// The first summaries of a process take many times as long as later ones, and hold up whoever calls meanwhile.
const warmUp = readFileSync(CORPUS, 'utf8').slice(0, 4_000)
for (let round = 0; round < 10; round++) summarise(warmUp, 120)

const provider = await startProvider({
  port: options.port,
  seed: options.seed,
  limits: {
    requestsPerMinute: options.requestsPerMinute,
    tokensPerMinute: options.tokensPerMinute,
    shortWindowSeconds: options.shortWindow,
    concurrency: options.concurrency,
  },
})

if (process.connected) process.send?.({ url: provider.url })
else console.log(`listening on ${provider.url}`)
