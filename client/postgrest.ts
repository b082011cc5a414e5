import { readAnswer } from './postgrest/answer.ts'
import { notReached, refused } from './postgrest/errors.ts'
import { bodyOf, pathOf } from './postgrest/request.ts'
import type { FunctionCall, Row, Transport } from './transport.ts'

/** The part of `fetch` that is used; the global one has it, and so have those of supabase-js and of tests. */
export type Fetch = (
  url: string,
  init: {
    readonly method: 'POST'
    readonly headers: Headers
    readonly body: string
    readonly signal: AbortSignal
  },
) => Promise<Pick<Response, 'status' | 'headers' | 'text'>>

/**
 * Where PostgREST is, and who calls. A client of supabase-js has just this shape once it is told the schema:
 * `supabase.schema('headgate')`; then its session's tokens are used and renewed as for its own calls.
 */
export interface PostgrestEndpoint {
  /** Without a slash at its end, for example `https://….supabase.co/rest/v1`. */
  readonly url: string
  /** `authorization` with a JWT whose role is a member of a group of Headgate; on Supabase, `apikey` too. */
  readonly headers?: Headers | Readonly<Record<string, string>>
  /** Default: the global one. */
  readonly fetch?: Fetch
}

/** How the PostgREST transport behaves. */
export interface PostgrestOptions {
  /** Milliseconds until a call that is not answered counts as a lost connection. Default: 30,000. */
  readonly timeoutMs?: number
}

/**
 * Carries calls over PostgREST, each a transaction of its own. The schema `headgate` must be one of those that
 * PostgREST exposes. Nothing can be heard this way: a worker polls.
 */
export function postgrestTransport(endpoint: PostgrestEndpoint, options: PostgrestOptions = {}): Transport {
  return {
    database: endpoint,
    async call(call: FunctionCall): Promise<readonly Row[]> {
      const { function: spec } = call
      const body = bodyOf(call)
      const response = await send(endpoint, options, `${endpoint.url}${pathOf(spec)}`, body).catch(
        (error: unknown) => {
          throw notReached(spec, error)
        },
      )
      if (response.status >= 300) throw refused(spec, response)
      return readAnswer(spec, response)
    },
  }
}

/** What came back, read to its end. */
export interface Answer {
  readonly status: number
  readonly text: string
  /** Such as `0-24/25`; null where it was not told. */
  readonly contentRange: string | null
}

async function send(
  endpoint: PostgrestEndpoint,
  { timeoutMs = 30_000 }: PostgrestOptions,
  url: string,
  body: string,
): Promise<Answer> {
  const headers = new Headers(endpoint.headers)
  headers.set('content-type', 'application/json')
  headers.set('accept', 'application/json')
  headers.set('content-profile', 'headgate')
  // The count tells whether rows were held back; in UTC a time is read fastest.
  headers.set('prefer', 'count=exact, timezone=UTC')
  const { fetch = globalThis.fetch } = endpoint
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { method: 'POST', headers, body, signal })
  return {
    status: response.status,
    text: await response.text(),
    contentRange: response.headers.get('content-range'),
  }
}
