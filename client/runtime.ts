// What generated files import; application code imports index.ts.
export { type Call, invoke } from './call.ts'
export { type CallError, Refusal } from './errors.ts'
export type { FunctionSpec, Transport } from './transport.ts'
export { argument, column } from './values.ts'
