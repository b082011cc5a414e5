import { clean } from './describe-error.ts'

/** A call that a provider would not take: what it answered. */
export interface Refusal {
  readonly status: number
  /** Those that tell of limits. */
  readonly headers: Readonly<Record<string, string>>
  /** What it called the error: name, type, code and message. */
  readonly text: string
}

const refusals: readonly unknown[] = [429, 529]
export const deepestCause = 4
const tellsOfLimits = /^(retry-after(-ms)?|.*ratelimit.*|x-amzn-errortype|x-should-retry)$/i

/**
 * The refusal that an error tells of, by itself or by its cause: errors of the SDKs of OpenAI, Anthropic, AWS and
 * Vercel, of axios, and whatever else carries a `status` of 429 or 529, and perhaps `headers`.
 */
export function refusalOf(error: unknown, depth = 0): Refusal | undefined {
  if (!isObject(error) || depth > deepestCause) return undefined
  const { name, type, code, message, response, $metadata, $response } = error
  const status = [error, response, $metadata].flatMap(statusesOf).find((it) => refusals.includes(it))
  if (typeof status !== 'number') return refusalOf(error.cause, depth + 1)
  const headers = [error, response, $response].flatMap(headersOf)
  const words = [name, type, code, message].filter((word) => typeof word === 'string')
  return { status, headers: Object.fromEntries(headers.reverse()), text: clean(words.join(' '), 2000) }
}

function statusesOf(it: unknown): unknown[] {
  return isObject(it) ? [it.status, it.statusCode, it.httpStatusCode] : []
}

/** A `Headers`, a `Map` or an object; several values of one name are one text with commas, as HTTP has it. */
function headersOf(it: unknown): [string, string][] {
  if (!isObject(it)) return []
  const headers = it.headers ?? it.responseHeaders
  if (!isObject(headers)) return []
  const entries = isIterable(headers) ? [...headers] : Object.entries(headers)
  return entries.flatMap((entry): [string, string][] => {
    const [name, value] = Array.isArray(entry) ? entry : []
    if (typeof name !== 'string' || !tellsOfLimits.test(name)) return []
    return [[clean(name, 100).toLowerCase(), clean(String(value), 500)]]
  })
}

function isObject(it: unknown): it is Record<string, unknown> {
  return typeof it === 'object' && it !== null
}

function isIterable(it: object): it is Iterable<unknown> {
  return Symbol.iterator in it && typeof it[Symbol.iterator] === 'function'
}
