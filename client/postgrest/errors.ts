import { ContractMismatch, HeadgateError, PermissionDenied, TransportFailed } from '../errors.ts'
import type { Answer } from '../postgrest.ts'
import { connectionLost, errorFromReport } from '../refusals.ts'
import type { FunctionSpec } from '../transport.ts'

/** What PostgREST says of an error, its own (PGRST…) or the server's. */
interface Report {
  readonly code: string
  readonly message: string
  readonly details: string | undefined
  readonly hint: string | undefined
}

/** The call got no answer: nobody was reached, or it took too long. */
export function notReached(spec: FunctionSpec, error: unknown): HeadgateError {
  if (error instanceof HeadgateError) return error
  return connectionLost(spec, error instanceof Error ? reasonOf(error) : String(error), error)
}

/** `fetch failed` says nothing; its cause does. */
const reasonOf = ({ message, cause }: Error): string =>
  cause instanceof Error && cause.message !== '' ? `${message}: ${cause.message}` : message

/** The typed error for an answer that is none. */
export function refused(spec: FunctionSpec, { status, text }: Answer): HeadgateError {
  const report = reportFrom(text)
  if (report === undefined) return withoutReport(spec, status)
  const { code, message, details: detail, hint } = report
  if (code.startsWith('PGRST')) return ofPostgrest(spec, report)
  // `where` is not sent. PostgREST calls only what it knows to exist, so what is missing is missing inside the function,
  // but for the columns that were asked for.
  const where = message.startsWith('column pgrst_call.') ? undefined : ''
  return errorFromReport(spec, { sqlstate: code, message, detail, hint, where }, report)
}

function ofPostgrest(spec: FunctionSpec, report: Report): HeadgateError {
  const { code, message, hint = '' } = report
  const failure = {
    function: spec.name,
    message: `headgate.${spec.name}: ${message} (${code})`,
    cause: report,
  }
  if (/^PGRST00/.test(code)) return connectionLost(spec, message, report)
  if (/^PGRST30[1-3]/.test(code)) {
    const roles = spec.roles.join(' or ')
    return new PermissionDenied({
      ...failure,
      roles: spec.roles,
      hint: `Send "authorization: Bearer …" with a valid JWT whose role is a member of ${roles}.`,
    })
  }
  if (code === 'PGRST106') {
    return new ContractMismatch({
      ...failure,
      sqlstate: code,
      hint: 'Expose the schema headgate (db-schemas; Supabase: API settings, "Exposed schemas").',
    })
  }
  if (/^PGRST20/.test(code)) {
    return new ContractMismatch({
      ...failure,
      sqlstate: code,
      hint: `Deploy the matching Headgate, then have PostgREST read the schema again: notify pgrst, 'reload schema'. ${hint}`,
    })
  }
  return new TransportFailed({ ...failure, hint })
}

/** A gateway spoke, not PostgREST. */
function withoutReport(spec: FunctionSpec, status: number): HeadgateError {
  const message = `HTTP status ${status} without a report of PostgREST`
  if (status >= 500 || status === 429 || status === 408) return connectionLost(spec, message, undefined)
  return new TransportFailed({
    function: spec.name,
    message: `headgate.${spec.name}: ${message}`,
    hint: 'Give the address of PostgREST itself; on Supabase it ends in /rest/v1.',
  })
}

function reportFrom(text: string): Report | undefined {
  try {
    const said: unknown = JSON.parse(text)
    if (typeof said !== 'object' || said === null || !('code' in said) || !('message' in said))
      return undefined
    const { code, message } = said
    if (typeof code !== 'string' || typeof message !== 'string') return undefined
    return { code, message, details: textOf(said, 'details'), hint: textOf(said, 'hint') }
  } catch {
    return undefined
  }
}

function textOf(said: object, key: string): string | undefined {
  const value: unknown = Reflect.get(said, key)
  return typeof value === 'string' ? value : undefined
}
