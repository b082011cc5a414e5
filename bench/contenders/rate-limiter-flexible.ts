import pg from 'pg'
import type { Database } from '../server.ts'
import { ACTUAL, ESTIMATE, type LimiterContender } from './limiter.ts'
import { peerModule, peerVersion } from './peers.ts'
import { startRedis } from './redis.ts'

/** rate-limiter-flexible over both of its stores, as far as they can be had: fixed windows, no hold, no record. */
export async function flexibleLimiters(database: Database): Promise<{
  readonly contenders: readonly LimiterContender[]
  readonly notes: readonly string[]
  close(): Promise<void>
}> {
  const { RateLimiterPostgres, RateLimiterRedis } = await peerModule<Flexible>(
    'rate-limiter-flexible',
    'index.js',
  )
  const { Redis } = await peerModule<Ioredis>('ioredis', 'built/index.js')
  const settings = { points: 2_000_000_000, duration: 60 }
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 64 })
  await new Promise<void>((resolve, reject) => {
    const made = (error?: Error) => (error ? reject(error) : resolve())
    new RateLimiterPostgres({ ...settings, storeClient: pool, tableName: 'flexible' }, made)
  })
  const pairOn = (limiter: Counter) => async () => {
    await limiter.consume('hot', ESTIMATE)
    await limiter.reward('hot', ESTIMATE - ACTUAL)
    return 1
  }
  const postgres: LimiterContender = {
    name: 'rate-limiter-flexible, Postgres',
    open: async () => {
      const own = new pg.Pool({ connectionString: database.connectionString, max: 1 })
      const limiter = new RateLimiterPostgres({
        ...settings,
        storeClient: own,
        tableName: 'flexible',
        tableCreated: true,
        clearExpiredByTimeout: false,
      })
      return { turn: pairOn(limiter), close: () => own.end() }
    },
  }
  const redis = await startRedis()
  const close = async () => {
    await pool.end()
    await redis?.stop()
  }
  if (redis === null) {
    const missing =
      'no redis-server was found: install one (apt-get install redis-server) to measure beside it'
    return { contenders: [postgres], notes: [missing], close }
  }
  const overRedis: LimiterContender = {
    name: 'rate-limiter-flexible, Redis',
    open: async () => {
      const client = new Redis({ port: redis.port, host: '127.0.0.1' })
      const limiter = new RateLimiterRedis({ ...settings, storeClient: client })
      return { turn: pairOn(limiter), close: async () => client.disconnect() }
    },
  }
  return {
    contenders: [overRedis, postgres],
    notes: [
      `rate-limiter-flexible ${peerVersion('rate-limiter-flexible')}`,
      `Redis ${redis.version} keeps everything in memory and writes nothing to disk`,
    ],
    close,
  }
}

/** What we use of both packages. */
interface Counter {
  consume(key: string, points: number): Promise<unknown>
  reward(key: string, points: number): Promise<unknown>
}

type Make = new (options: object, made?: (error?: Error) => void) => Counter

interface Flexible {
  readonly RateLimiterPostgres: Make
  readonly RateLimiterRedis: Make
}

interface Ioredis {
  readonly Redis: new (options: object) => { disconnect(): void }
}
