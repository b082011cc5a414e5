/** What is kept in `error_details` of a failure. */
export interface ErrorReport {
  readonly name: string
  readonly message: string
  /** The `code` of the error, if it has one. */
  readonly code?: string | number
  readonly stack?: string
  readonly cause?: ErrorReport
}

const longestMessage = 2000
const longestStack = 4000
const deepestCause = 4

/** An error as plain JSON, of bounded size. */
export function describeError(error: unknown, depth = 0): ErrorReport {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: clean(textOf(error), longestMessage) }
  const code = 'code' in error ? error.code : undefined
  return {
    name: clean(error.name, 200),
    message: clean(error.message, longestMessage),
    ...(typeof code === 'string' ? { code: clean(code, 200) } : {}),
    ...(typeof code === 'number' && Number.isFinite(code) ? { code } : {}),
    ...(error.stack === undefined || depth > 0 ? {} : { stack: clean(framesOf(error), longestStack) }),
    ...(error.cause === undefined || depth >= deepestCause
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  }
}

/** The stack without the message, which is told already. */
function framesOf({ stack = '' }: Error): string {
  const first = stack.search(/^\s+at /m)
  return first < 0 ? stack : stack.slice(first)
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

/** What PostgreSQL can store as text, and not more than it needs. */
export function clean(text: string, most: number): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text
  return short.replaceAll('\0', '\uFFFD').replaceAll(/\p{Surrogate}/gu, '\uFFFD')
}
