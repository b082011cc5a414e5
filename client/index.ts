export { attempt, type Call, type Result } from './call.ts'
export {
  type CallError,
  ConnectionLost,
  ContractMismatch,
  type Detail,
  HeadgateError,
  InvalidArguments,
  InvalidResult,
  type Issue,
  isRetryable,
  PermissionDenied,
  Refusal,
  ServerError,
  TransportFailed,
} from './errors.ts'
export { JsonNumber } from './json-number.ts'
export { Timestamp } from './timestamp.ts'
export type { FunctionCall, FunctionSpec, Row, Transport } from './transport.ts'
