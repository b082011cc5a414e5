// What generated files import; application code imports index.ts.
export { type Call, invoke } from './call.ts'
export { compareDecimals, lengthOf } from './checks.ts'
export { type CallError, type Detail, Refusal } from './errors.ts'
export type { Timestamp } from './timestamp.ts'
export type { CompositeType, FunctionSpec, Transport } from './transport.ts'
export { argument, column } from './values.ts'
