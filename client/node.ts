export { inTransaction, openPool, type PoolOptions } from './node-pool.ts'
export { type DrainOnSignalsOptions, drainOnSignals } from './node-signals.ts'
