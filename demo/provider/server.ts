import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { seededRandom } from '../random.ts'
import { summarise } from '../summarise.ts'
import { type Admission, createGate, type Gate, type LimitName } from './gate.ts'
import { checkProviderLimits, type ProviderLimits } from './limits.ts'
import { readStats, readTimeline } from './stats.ts'
import { countTokens } from './tokens.ts'

export type ProviderOptions = {
  readonly limits: ProviderLimits
  /** Seeds how long each call takes. */
  readonly seed?: number
  /** A call takes between these, in milliseconds. */
  readonly latencyMs?: readonly [least: number, most: number]
  /** 0, the default, takes any free port. */
  readonly port?: number
}

export type Provider = { readonly url: string; readonly gate: Gate; close(): Promise<void> }

const LARGEST_BODY = 2 * 1024 * 1024
const counted = z.object({ text: z.string() })
const wanted = z.object({ text: z.string().min(1), max_tokens: z.int().min(1).max(4096) })

type Answer = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Starts the provider on 127.0.0.1.
 *
 * - `POST /v1/summaries {text, max_tokens}` → `{summary, usage: {input_tokens, output_tokens, total_tokens}}`
 * - `POST /v1/tokens {text}` → `{input_tokens}`, without limit and without charge
 * - `GET /v1/stats` → {@link readStats}; `GET /v1/timeline` → {@link readTimeline}
 *
 * @throws DemoError `invalid_option` for limits that make no sense
 */
export async function startProvider(options: ProviderOptions): Promise<Provider> {
  const gate = createGate(
    checkProviderLimits(options.limits),
    () => performance.timeOrigin + performance.now(),
  )
  const rejected = new Map<LimitName, number>()
  const [least, most] = options.latencyMs ?? [300, 1500]
  const random = seededRandom(options.seed ?? 1)

  async function summaries(request: IncomingMessage): Promise<Answer> {
    const body = await readBody(request)
    if (body === undefined) return failure(413, 'too_large', `a request is at most ${LARGEST_BODY} bytes`)
    const asked = wanted.safeParse(parseJson(body))
    if (!asked.success) return failure(400, 'invalid_request', z.prettifyError(asked.error))

    const inputTokens = countTokens(asked.data.text)
    const admission = gate.admit(inputTokens + asked.data.max_tokens, requestIdOf(request))
    if (!admission.admitted) {
      rejected.set(admission.limit, (rejected.get(admission.limit) ?? 0) + 1)
      return tooMany(admission)
    }
    // From here the call counts, whether or not the caller waits for the answer.
    let charged = admission.call.reserved
    try {
      await delay(least + random() * (most - least))
      const summary = summarise(asked.data.text, asked.data.max_tokens)
      const outputTokens = countTokens(summary)
      charged = inputTokens + outputTokens
      const usage = { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: charged }
      return { status: 200, body: { summary, usage } }
    } finally {
      gate.finish(admission.call, charged)
    }
  }

  async function tokens(request: IncomingMessage): Promise<Answer> {
    const asked = counted.safeParse(parseJson((await readBody(request)) ?? ''))
    if (!asked.success) return failure(400, 'invalid_request', z.prettifyError(asked.error))
    return { status: 200, body: { input_tokens: countTokens(asked.data.text) } }
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const route = `${request.method} ${request.url}`
    if (route === 'POST /v1/summaries') return summaries(request)
    if (route === 'POST /v1/tokens') return tokens(request)
    if (route === 'GET /v1/stats') return { status: 200, body: readStats(gate, rejected) }
    if (route === 'GET /v1/timeline') return { status: 200, body: readTimeline(gate) }
    return failure(404, 'not_found', `no such route: ${route}`)
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (answered) => send(response, answered),
      (error: unknown) => send(response, failure(500, 'internal', String(error))),
    )
  })
  // Longer than any pool keeps an idle connection, so that it is the client who closes.
  server.keepAliveTimeout = 75_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, gate, close: () => close(server) }
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size <= LARGEST_BODY) chunks.push(bytes)
  }
  return size <= LARGEST_BODY ? Buffer.concat(chunks).toString('utf8') : undefined
}

function requestIdOf(request: IncomingMessage): string | undefined {
  const id = request.headers['x-request-id']
  return typeof id === 'string' ? id : undefined
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function tooMany(refused: Extract<Admission, { admitted: false }>): Answer {
  const { limit, retryAfterMs } = refused
  return {
    status: 429,
    headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) },
    body: {
      error: {
        type: 'rate_limited',
        limit,
        retry_after_ms: retryAfterMs,
        message: `${limit} exceeded; try again in ${retryAfterMs} ms`,
      },
    },
  }
}

function failure(status: number, type: string, message: string): Answer {
  return { status, body: { error: { type, message } } }
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
  response.end(JSON.stringify(answer.body))
}
